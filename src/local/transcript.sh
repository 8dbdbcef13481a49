#!/bin/sh
# Every operation of the HTTP API by curl, against the local cloud (mvn -Plocal), written as docs/transcript.md:
#
#     sh src/local/transcript.sh > docs/transcript.md
#
# It is a check as well: the exit status is not 0 if an answer is not what it should be. Needs curl and node.
set -eu
cd "$(dirname "$0")/../.."

endpoints=target/local/endpoints.json
[ -f "$endpoints" ] || { echo "There is no $endpoints: run mvn -Plocal in another terminal." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
wrong=0

# member FILE EXPRESSION: of a JSON document j
member() {
    node -e 'const j = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log(Function("j", "return " + process.argv[2])(j) ?? "")' "$1" "$2"
}

# What the commands below use.
APP=$(member "$endpoints" j.app)
KEY=$(member "$endpoints" j.functionKey)
VMID=$(member "$endpoints" 'j.machines[0].id')
DBID=$(member "$endpoints" 'j.machines[1].id')
ID=''
export APP KEY VMID DBID ID

# What is different in each run, and the word that stands for it in the document.
words=$work/words
word() { [ -z "$1" ] || printf '%s\t%s\n' "$1" "$2" >>"$words"; }
: >"$words"
word "$(member "$endpoints" j.storage.blob)" 'https://STORAGE'
word "$(member "$endpoints" j.arm.http)" 'https://ARM'
word "$(member "$endpoints" j.sink)" 'https://RECEIVER/'
word "$APP" 'https://APP'
word "$(member "$endpoints" 'new URL(j.storage.blob).host')" 'STORAGE'
word "$(member "$endpoints" j.subscription)" 'SUB'

say() { printf '%s\n' "$*" ''; }

# call STATUS CHECK SHOW COMMAND [EXPRESSION WORD]: the command is printed, run as printed, its answer checked and printed.
# EXPRESSION is the answer's new id: it becomes $NEW, and WORD stands for it
NEW=''
call() {
    printf '```sh\n%s\n```\n' "$4"
    : >"$work/head"
    rm -f "$work/body"
    eval "$4 -D '$work/head' -o '$work/body'" || wrong=1
    if [ $# -gt 4 ]; then
        NEW=$(answer "$5" || echo none)
        word "$NEW" "$6"
    fi
    node src/local/transcript.cjs "$work/head" "$work/body" "$1" "$2" "$3" "$words" || {
        echo "  of: $4" >&2
        wrong=1
    }
}

refused=0
# refusal STATUS CHECK COMMAND [EXPRESSION WORD]: as call; and the answer is problem details with this status
refusal() {
    refused=$((refused + 1))
    status=$1 check=$2 command=$3
    shift 3
    call "$status" "h['content-type'].startsWith('application/problem+json') && j.status === $status
        && j.type.startsWith('/problems/') && ($check)" all "$command" "$@"
}

# answer EXPRESSION: of the last answer, its body j and its headers h
answer() {
    node -e 'const fs = require("fs"); let j; const h = {};
        try { j = JSON.parse(fs.readFileSync(process.argv[2], "utf8")); } catch { j = undefined; }
        for (const line of fs.readFileSync(process.argv[1], "utf8").split(/\r?\n/)) {
            const [name, ...value] = line.split(": "); h[name.toLowerCase()] = value.join(": ");
        }
        console.log(Function("j", "h", "return " + process.argv[3])(j, h) ?? "")' "$work/head" "$work/body" "$1"
}

# until_true ID EXPRESSION: waits until that holds for the capture's document, at most 120 s
until_true() {
    tries=0
    until curl -sS -H "x-functions-key: $KEY" -o "$work/state" "$APP/api/captures/$1" &&
        [ "$(member "$work/state" "$2")" = true ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 240 ] || { echo "transcript: for 120 s it was not so: $2" >&2; cat "$work/state" >&2; exit 1; }
        sleep 0.5
    done
}

# quiet: waits until a round of the monitor that began after now finds no capture open; health tells of the last one
quiet() {
    tries=0
    called=$(node -p 'Date.now()')
    until curl -sS -H "x-functions-key: $KEY" -o "$work/state" "$APP/api/health" &&
        [ "$(member "$work/state" "j.open === 0 && Date.parse(j.lastTick) > $called + 2000")" = true ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 240 ] || { echo 'transcript: captures are open for 120 s' >&2; exit 1; }
        sleep 0.5
    done
}

quiet

cat <<'TEXT'
# Transcript

Every operation of [the HTTP API](api.md), with curl, as it was answered. [The refusals](#refusals) are at the end. This
page is made by a script, which runs each command as it is printed here and fails if an answer is not what it should be:

```sh
mvn -Plocal                                          # in one terminal, and wait for "Go on with"
sh src/local/transcript.sh > docs/transcript.md      # in another
```

The answers are those of the packaged app, with stand-ins for Azure. What differs from run to run is replaced by words:
`TIME`, `DATE`, `HH:MM:SS`, `YYYY/MM/DD`, `SHA256`, `UUID`, `SESSION`, the addresses `https://APP`, `https://STORAGE` and `https://ARM`, and the
subscription `SUB`, the ids of captures, such as `ID_OF_THE_ALERT`. Long JSON is folded, and `…` stands for members that are
left out, because they were shown before. Of the headers those are shown that say something. `$APP` is the app's address,
`$KEY` the function key, `$VMID` and `$DBID` are the ids of a Linux and a Windows machine, `$ID` is the capture that is spoken
of, `$ALERT`, `$ORDER` and `$LARGE` are files.

TEXT

say '## Is it ready?'

call 200 'j.status === "ok"' all 'curl -sS -H "x-functions-key: $KEY" "$APP/api/health"'

say 'Would a capture of this machine succeed now?'

call 200 'j.status === "ok" && j.checks.length > 8 && j.checks.every((c) => c.state !== "wrong")' all \
    'curl -sS -H "x-functions-key: $KEY" -G --data-urlencode "target=$VMID" "$APP/api/doctor"'

say 'And the deployment as a whole:'

call 200 'j.status === "ok" && j.target === null' 'status target' 'curl -sS -H "x-functions-key: $KEY" "$APP/api/doctor"'

say '## An alert'

say 'A test alert, as a dry run: what would be done, and the alert itself, which is kept for the next commands.'

call 200 'j.decisions[0].request.method === "PUT" && j.payload.schemaId === "azureMonitorCommonAlertSchema"' all \
    'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/alerts/test?target=$VMID&kind=metric"' 'j.decisions[0].captureId' ID_OF_THE_ALERT
answer 'JSON.stringify(j.payload)' >"$work/alert.json"
ALERT=$work/alert.json
export ALERT

say 'The same alert, posted as Azure Monitor does; first as a dry run.'

call 200 'j.decisions[0].decision === "started" && j.decisions[0].request.url.includes("/packetCaptures/")' \
    '={decisions: j.decisions.map(({decision, captureId, reason}) => ({decision, captureId, reason}))}' \
    'curl -sS -H "x-functions-key: $KEY" --json "@$ALERT" "$APP/api/alerts?dryRun=true"'

call 202 '["started", "accepted"].includes(j.decisions[0].decision)' all \
    'curl -sS -H "x-functions-key: $KEY" --json "@$ALERT" "$APP/api/alerts"' 'j.decisions[0].captureId' ID_OF_THE_ALERT
ID=$NEW
ALERT_ID=$NEW
export ALERT_ID

say 'Azure Monitor may deliver an alert twice. It is one capture:'

call 202 'j.decisions[0].decision === "duplicate" && j.decisions[0].captureId === process.env.ID' 'decisions' \
    'curl -sS -H "x-functions-key: $KEY" --json "@$ALERT" "$APP/api/alerts"'

say 'Another alert of the machine while its capture runs: it waits, or the capture serves it, too.'

call 202 '["covered", "queued", "started", "accepted"].includes(j.decisions[0].decision)' 'decisions' \
    'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/alerts/test?target=$VMID&kind=log&dryRun=false"' 'j.decisions[0].captureId' ID_OF_THE_SECOND_ALERT

say '## Captures'

say 'What is under way, of one machine:'

call 200 'j.captures.length >= 1 && j.captures.every((c) => c.target.name === "vm-web-01")' \
    '={captures: j.captures.map(({id, state, outcome}) => ({id, state, outcome})), next: j.next, others: j.others}' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures?machine=vm-web-01&limit=2&since=2026-01-01T00:00:00Z"'

until_true "$ID" 'j.state === "finished"'
say 'Some seconds later, the capture of the alert:'

call 200 'j.outcome === "complete" && j.file.state === "arrived" && j.file.packets > 0 && j.timeline.length > 4' all \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID"'
sha=$(answer j.file.sha256)
bytes=$(answer j.file.bytes)

say '## The file'

say 'In Azure this is 302, to a link of a few minutes. Here, where no identity can sign one, the app hands the file out.'

call 200 'h["repr-digest"].startsWith("sha-256=:")' none \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/file"'
cp "$work/body" "$work/web.cap"
[ "$(node -e 'console.log(require("crypto").createHash("sha256").update(require("fs").readFileSync(process.argv[1]))
    .digest("hex"))' "$work/web.cap")" = "$sha" ] || { echo 'transcript: the file has another SHA-256' >&2; wrong=1; }

say "The script compares the file's SHA-256 with \`file.sha256\`. A piece of it:"

call 206 'text.length > 0 && h["content-range"].startsWith("bytes 0-23/")' none \
    'curl -sS -H "x-functions-key: $KEY" -H "Range: bytes=0-23" "$APP/api/captures/$ID/file"'

if command -v tshark >/dev/null; then
    # The display filters that docs/reading-captures.md recommends.
    sed -n '/^## What to look at/,/^## What a file/s/^| `\([^`]*\)` |.*/\1/p' docs/reading-captures.md >"$work/filters"
    [ -s "$work/filters" ] || { echo 'transcript: no filters in docs/reading-captures.md' >&2; wrong=1; }
    while IFS= read -r filter; do
        tshark -r "$work/web.cap" -Y "$filter" >"$work/seen" 2>"$work/said" ||
            { echo "transcript: tshark does not take $filter" >&2; cat "$work/said" >&2; wrong=1; }
    done <"$work/filters"
fi

say '## The report'

say 'The same in words, for a ticket:'

call 200 'h["content-type"].startsWith("text/plain") && text.includes("complete") && text.includes("Timeline")' all \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/report?format=text"'

say 'For programs:'

call 200 'j.headline && j.summary.length > 0 && j.capture.id === process.env.ID' \
    '={headline: j.headline, summary: j.summary, next: j.next}' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/report"'

say '## The evidence'

say 'The case as a zip; [Evidence](evidence.md) says what is in it and how to verify it.'

call 200 'h["content-type"] === "application/zip" && h["content-disposition"].includes("alertcap-case-")' none \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/case"'

say '## A capture by hand'

say 'Four filters, from `src/local/requests/four-filters.json`. What would be sent to Azure:'

call 200 'j.decisions[0].request.body.properties.filters.length === 4' all \
    'curl -sS -H "x-functions-key: $KEY" --json @src/local/requests/four-filters.json "$APP/api/captures?target=$DBID&timeLimitSeconds=120&dryRun=true"' \
    'j.decisions[0].request.url.match(/-([a-z0-9]{16})\?/)[1]' ID_OF_NO_CAPTURE

say 'Most fields at once. The order, `$ORDER`:'

cat >"$work/order.json" <<JSON
{"target": "$DBID", "name": "till-{id}", "reason": "the till is slow",
 "limits": {"timeLimitSeconds": 120, "totalBytes": 104857600, "bytesPerPacket": 96},
 "filters": [{"protocol": "TCP", "localPort": "443"}, {"protocol": "UDP", "remotePort": "53"}],
 "saveTo": "both", "blobPath": "cases/42/till.cap", "localPath": "C:\\\\Captures\\\\till.cap"}
JSON
ORDER=$work/order.json
export ORDER
printf '```json\n'
sed 's#"target": "[^"]*"#"target": "/subscriptions/…/virtualMachines/vm-db-01"#' "$ORDER"
printf '```\n\n'

call 202 '["started", "accepted"].includes(j.decisions[0].decision) && j.trigger.kind === "operator"' \
    'id name state trigger limits filters file decisions warnings' \
    'curl -sS -H "x-functions-key: $KEY" -H "Idempotency-Key: till-$$" --json "@$ORDER" "$APP/api/captures"' j.id ID_OF_THE_ORDER
ID=$NEW

say 'The answer was lost, and the script sends the order again: the same capture.'

call 202 'j.id === process.env.ID && j.decisions[0].decision === "duplicate"' 'id state decisions' \
    'curl -sS -H "x-functions-key: $KEY" -H "Idempotency-Key: till-$$" --json "@$ORDER" "$APP/api/captures"'

say 'What the service has of it at this moment:'

call 200 'j.service.state === "there" && j.service.session.etag && j.service.session.filters.length === 2' 'id service' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID?service=true"'

say 'Its file is not there yet:'

refusal 409 'j.type === "/problems/no-file"' 'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/file"'

say 'While it runs its file is not deleted:'

refusal 409 'j.type === "/problems/conflict"' \
    'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID?keepFile=false"'

say 'It is part of a case: it must not be deleted.'

call 200 'j.hold.reason === "case 42" && j.hold.by' 'id hold' \
    'curl -sS -H "x-functions-key: $KEY" --json "{\"reason\": \"case 42\"}" "$APP/api/captures/$ID/hold"'

sleep 4 # so that there are packets in its file
say 'Stop it now:'

call 200 'j.session.stop.by && ["running", "collecting", "examining", "closing", "finished"].includes(j.state)' \
    'id state session.status session.stop' 'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/captures/$ID/stop"'

say 'Asking again changes nothing:'

call 200 'j.session.stop.by' 'id session.stop' 'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/captures/$ID/stop"'

until_true "$ID" 'j.state === "finished"'
say 'When its file has come:'

call 200 'j.outcome === "stopped" && j.file.state === "arrived"' 'state outcome reason session file' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID"'

say 'Take the session off its Network Watcher; file and record stay. (Without `ALERTCAP_KEEP_SESSION` this has been done already.)'

call 200 'j.session.removedAt && j.file.state === "arrived"' 'id session.removedAt file.state' \
    'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID"'

say 'The file, too? It is held:'

refusal 409 'j.type === "/problems/held" && j.detail.includes("case 42")' \
    'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID?keepFile=false"'

say 'Release it. Then its file can be deleted; that has to be asked for twice:'

call 200 'j.hold === null' 'id hold' 'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID/hold"'

refusal 409 'j.type === "/problems/unconfirmed" && j.detail.includes("confirm=" + process.env.ID)' \
    'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID?keepFile=false"'

call 200 'j.file.problem.startsWith("it was deleted")' 'id file' \
    'curl -sS -H "x-functions-key: $KEY" -X DELETE "$APP/api/captures/$ID?keepFile=false&confirm=$ID"'

refusal 410 'j.type === "/problems/file-deleted"' 'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/file"'

say '## Pages'

say 'Who comes without a session sees where to sign in:'

call 403 'text.includes("<form")' none 'curl -sS "$APP/api/pages/captures"'

say 'The key is spent once, for a session. Its cookie opens the pages and nothing else.'

call 303 'h["set-cookie"].includes("HttpOnly") && h["set-cookie"].includes("SameSite=Strict")' none \
    'curl -sS -H "x-functions-key: $KEY" -d "name=Ada" "$APP/api/session"'
COOKIE=$(sed -n 's/^[Ss]et-[Cc]ookie: *\([^;]*\).*/\1/p' "$work/head" | tr -d '\r')
export COOKIE

call 303 true none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages"'

call 200 'text.includes("<main")' none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/captures"'

call 200 'text.includes("<main")' none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/doctor?target=$VMID"'

call 200 'text.includes("<form")' none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/start?target=$VMID"'
TOKEN=$(sed -n 's/.*name="formToken" value="\([^"]*\)".*/\1/p' "$work/body" | head -n 1)
export TOKEN

say 'A form carries a token of the session, `$TOKEN`. The preview of a start, a start, its page, and its stop:'

call 200 'text.includes("packetCaptures")' none \
    'curl -sS -H "Cookie: $COOKIE" -d "do=preview&formToken=$TOKEN" --data-urlencode "target=$VMID" "$APP/api/pages/start"'

call 303 'h.location.includes("/api/pages/captures/")' none \
    'curl -sS -H "Cookie: $COOKIE" -d "do=start&timeLimitSeconds=120&formToken=$TOKEN" --data-urlencode "target=$VMID" "$APP/api/pages/start"' \
    'h.location.split("/").pop()' ID_OF_THE_FORM
ID=$NEW
sleep 4

call 200 'text.includes("<main")' none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/captures/$ID"'

call 303 true none \
    'curl -sS -H "Cookie: $COOKIE" -d "formToken=$TOKEN" "$APP/api/pages/captures/$ID/stop"'

until_true "$ID" 'j.state === "finished"'
say 'Hold it, and its file, when it has come:'

call 303 true none \
    'curl -sS -H "Cookie: $COOKIE" -d "formToken=$TOKEN" --data-urlencode "reason=case 43" "$APP/api/pages/captures/$ID/hold"'

call 200 'h["repr-digest"]' none 'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/captures/$ID/file"'

call 200 'h["content-type"] === "application/zip"' none \
    'curl -sS -H "Cookie: $COOKIE" "$APP/api/pages/captures/$ID/case"'

say 'A form without the token of this session is not taken, and the session ends:'

call 403 'text.includes("<")' none 'curl -sS -H "Cookie: $COOKIE" -d "do=start" --data-urlencode "target=$VMID" "$APP/api/pages/start"'

call 303 'h["set-cookie"].includes("Max-Age=0")' none 'curl -sS -X POST -d "" -H "Cookie: $COOKIE" "$APP/api/session/end"'

say '## For programs'

say 'The same API as an OpenAPI document, without a key:'

call 200 'j.openapi.startsWith("3.1") && Object.keys(j.paths).length > 8' \
    '={openapi: j.openapi, info: {title: j.info.title, version: j.info.version}, paths: Object.fromEntries(Object.entries(j.paths).map(([path, operations]) => [path, Object.keys(operations).filter((name) => ["get", "post", "put", "delete"].includes(name))]))}' \
    'curl -sS "$APP/api/openapi.json"'

say '## Refusals'

say 'Errors are problem details (RFC 9457). Four were above: a file that has not come, a file of a capture that runs, a deletion asked for once, a file that is deleted.'

say '### What is no alert'

refusal 400 'j.errors[0].detail.includes("JSON")' 'curl -sS -H "x-functions-key: $KEY" -d "{\"schemaId\": " "$APP/api/alerts"'

refusal 400 'j.errors[0].field === "/schemaId"' 'curl -sS -H "x-functions-key: $KEY" --json "{\"schemaId\": \"mine\"}" "$APP/api/alerts"'

refusal 400 'j.errors[0].field === "query.dryRun"' \
    'curl -sS -H "x-functions-key: $KEY" --json "@$ALERT" "$APP/api/alerts?dryRun=maybe"'

head -c 600000 /dev/zero | tr '\0' ' ' >"$work/large"
LARGE=$work/large
export LARGE
refusal 413 'j.type === "/problems/too-large"' 'curl -sS -H "x-functions-key: $KEY" --json "@$LARGE" "$APP/api/alerts"'

refusal 400 'j.errors.length === 2' \
    'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/alerts/test?target=vm-web-01&kind=earthquake"'

say '### What is no order'

say 'The four filters as an old page of the documentation prints them: an address has three parts.'

refusal 400 'j.errors.length === 3 && j.errors[0].field === "filters[0].remoteIPAddress"' \
    'curl -sS -H "x-functions-key: $KEY" --json @src/local/requests/four-filters-as-printed.json "$APP/api/captures?target=$VMID"'

refusal 400 'j.errors[0].detail.includes("ICMP")' \
    'curl -sS -H "x-functions-key: $KEY" --json "[{\"protocol\": \"ICMP\"}]" "$APP/api/captures?target=$VMID"'

say 'Everything that is wrong is said at once:'

refusal 400 'j.errors.length === 6' \
    'curl -sS -H "x-functions-key: $KEY" --json "{\"target\": \"vm-web-01\", \"timeLimitSeconds\": 20000, \"name\": \"a/b\", \"storageAccount\": \"elsewhere\", \"localPath\": \"/etc/passwd\", \"colour\": \"red\"}" "$APP/api/captures"'

say 'A machine in a subscription that `ALERTCAP_SCOPES` does not name:'

refusal 409 'j.type === "/problems/refused" && j.detail.includes("ALERTCAP_SCOPES")' \
    'curl -sS -H "x-functions-key: $KEY" --json "{\"target\": \"/subscriptions/00000000-0000-0000-0000-0000000000b2/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/other\"}" "$APP/api/captures"' \
    'j.decisions[0].captureId' ID_OF_THE_REFUSAL

say 'A machine that is not there:'

refusal 409 'j.type === "/problems/refused" && j.detail.includes("does not exist")' \
    'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/captures?target=${VMID%-01}-99&timeLimitSeconds=60"' \
    'j.decisions[0].captureId' ID_OF_THE_REFUSAL

say 'A hold without a reason:'

refusal 400 'j.errors[0].field === "reason"' \
    'curl -sS -H "x-functions-key: $KEY" --json "{}" "$APP/api/captures/$ALERT_ID/hold"'

say '### What is not there, or not so'

refusal 404 'j.type === "/problems/not-found"' 'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/0000000000000000"'

refusal 404 'j.type === "/problems/not-found"' \
    'curl -sS -H "x-functions-key: $KEY" -X POST "$APP/api/captures/0000000000000000/stop"'

refusal 400 'j.errors.length === 4' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures?limit=0&state=done&since=yesterday&colour=red"'

refusal 400 'j.errors[0].field === "query.after"' 'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures?after=nonsense"'

ID=$ALERT_ID
refusal 416 'h["content-range"].startsWith("bytes */")' \
    'curl -sS -H "x-functions-key: $KEY" -H "Range: bytes=99999999-" "$APP/api/captures/$ID/file"'

refusal 400 'j.errors[0].field === "query.colour"' \
    'curl -sS -H "x-functions-key: $KEY" "$APP/api/captures/$ID/file?colour=red"'

say '### What the Functions host answers itself, without a body'

call 401 true all 'curl -sS "$APP/api/captures"'

call 401 true all 'curl -sS -H "x-functions-key: wrong" "$APP/api/captures"'

call 404 true all 'curl -sS -H "x-functions-key: $KEY" -X PUT "$APP/api/captures"'

quiet
[ "$wrong" -eq 0 ] || { echo 'transcript: some answers were not what they should be: see above' >&2; exit 1; }
echo "transcript: all answers as they should be, $refused of them refusals" >&2
