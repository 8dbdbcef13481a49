// Holds the running app and its OpenAPI document to each other: a linter, a client and a validator that nobody here wrote.
// Usage: node openapi.mjs {"app","wrong","key","seed","functions","machines","nobody","scaleSet","alert","answers"}
//   wrong: an app whose settings are wrong; functions: "GET /api/health", ... as packaged; machines: ids, each used once;
//   nobody: id of a machine that is not there; alert: one about machines[0]; answers: file that gets an answer of each kind
// Prints a line of JSON for each finding, and at last how much was done.
import { writeFileSync } from "node:fs";
import spectral from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { OpenAPIClientAxios } from "openapi-client-axios";

const given = JSON.parse(process.argv[2]);
const findings = new Set();
const find = (where, what) => findings.add(JSON.stringify({ where, what }));
process.on("uncaughtException", (error) => {
  findings.forEach((finding) => console.log(finding));
  console.log(JSON.stringify({ where: "the run", what: error.stack }));
  process.exit(0);
});
const document = await (await fetch(`${given.app}/api/openapi.json`)).json();

const operations = new Map();
for (const [path, item] of Object.entries(document.paths)) {
  for (const method of ["get", "post", "put", "patch", "delete"].filter((method) => method in item)) {
    const operation = item[method];
    operations.set(operation.operationId, {
      ...operation,
      path,
      method,
      parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved),
      pointer: `#/paths/${escaped(path)}/${method}`,
    });
  }
}

function escaped(name) {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function at(pointer) {
  const names = pointer.slice(2).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce((node, name) => node[name], document);
}

function resolved(node) {
  return node.$ref ? { ...at(node.$ref), ...node, $ref: undefined } : node;
}

// ---- the document by itself -------------------------------------------------------------------------------------------

const linter = new spectral.Spectral();
linter.setRuleset({ extends: [rulesets.oas] });
for (const result of await linter.run(document)) {
  find(`lint ${result.code}`, `${result.path.join("/")}: ${result.message}`);
}

const described = [...operations.values()].map((each) => `${each.method.toUpperCase()} ${each.path}`);
given.functions.filter((route) => !described.includes(route)).forEach((route) => find(route, "is not in the document"));
described.filter((route) => !given.functions.includes(route)).forEach((route) => find(route, "has no function"));

// ---- answers against the document -------------------------------------------------------------------------------------

/** The document as it is, but that an answer may have no field which is not named in it. */
function closed(node) {
  if (Array.isArray(node)) {
    return node.map(closed);
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if (copy.allOf) {
    // What is joined is closed as one.
    copy.allOf = node.allOf.map((part) => ({ ...closed(resolved(part)), unevaluatedProperties: undefined }));
    copy.allOf.forEach((part) => delete part.unevaluatedProperties);
    copy.allOf.forEach((part) => delete part.$ref);
  }
  const isSchemaOfAnObject = [copy.type].flat().includes("object") && copy.properties && !("additionalProperties" in copy);
  return isSchemaOfAnObject ? { ...copy, unevaluatedProperties: false } : copy;
}

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addFormat("azure-resource-id", /^\/subscriptions\//i);
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(closed(document), "openapi");
const validators = new Map();
function validator(pointer) {
  if (!validators.has(pointer)) {
    validators.set(pointer, ajv.compile({ $ref: `openapi${pointer}` }));
  }
  return validators.get(pointer);
}

const seen = { statuses: new Set(), fields: new Set(), answers: {}, count: 0 };

/** Notes each named field that an answer has, with another value than null. */
function note(node, pointer, data) {
  if (node.$ref) {
    note(at(node.$ref), node.$ref, data);
  }
  for (const word of ["allOf", "anyOf", "oneOf"]) {
    (node[word] ?? []).forEach((part, i) => note(part, `${pointer}/${word}/${i}`, data));
  }
  if (Array.isArray(data) && node.items) {
    data.forEach((item) => note(node.items, `${pointer}/items`, item));
  }
  if (data !== null && typeof data === "object" && !Array.isArray(data)) {
    for (const [name, property] of Object.entries(node.properties ?? {})) {
      if (data[name] !== undefined && data[name] !== null) {
        seen.fields.add(`${pointer}/properties/${name}`);
        note(property, `${pointer}/properties/${name}`, data[name]);
      }
    }
  }
}

/** Every field that an answer could have. */
function fields(node, pointer, into = new Set(), been = new Set()) {
  if (node.$ref && !been.has(node.$ref)) {
    been.add(node.$ref);
    fields(at(node.$ref), node.$ref, into, been);
  }
  for (const word of ["allOf", "anyOf", "oneOf"]) {
    (node[word] ?? []).forEach((part, i) => fields(part, `${pointer}/${word}/${i}`, into, been));
  }
  if (node.items) {
    fields(node.items, `${pointer}/items`, into, been);
  }
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    into.add(`${pointer}/properties/${name}`);
    fields(property, `${pointer}/properties/${name}`, into, been);
  }
  return into;
}

/** Whether an answer is one that the document describes; it is looked at in the same way whoever asked. */
function judge(id, label, status, headers, bytes) {
  const operation = operations.get(id);
  const where = `${id} ${status} (${label})`;
  const text = new TextDecoder().decode(bytes);
  seen.count++;
  if (/\bat [\w.$]+\([\w.]+:\d+\)|(Exception|Error)\b[:\s]/.test(text) && !/pcap|zip/.test(headers["content-type"])) {
    find(where, `looks like a stack trace: ${text.slice(0, 300)}`);
  }
  const answer = operation.responses[status];
  if (!answer) {
    find(where, `this status is not in the document: ${text.slice(0, 300)}`);
    return undefined;
  }
  seen.statuses.add(`${id} ${status}`);
  const pointer = answer.$ref ?? `${operation.pointer}/responses/${status}`;
  const { content = {}, headers: promised = {} } = resolved(answer);
  for (const name of Object.keys(promised)) {
    if (headers[name.toLowerCase()] !== undefined) {
      seen.fields.add(`${pointer}/headers/${name}`);
    }
  }
  if (bytes.length === 0) {
    // The host's own 401 has no body, whatever the app's has.
    if (Object.keys(content).length > 0 && status !== 401) {
      find(where, "has no body");
    }
    return undefined;
  }
  const type = (headers["content-type"] ?? "").split(";")[0];
  if (!(type in content)) {
    find(where, `has the media type '${type}'`);
    return undefined;
  }
  if (!type.endsWith("json")) {
    return bytes;
  }
  const body = JSON.parse(text);
  const schema = `${pointer}/content/${escaped(type)}/schema`;
  const valid = validator(schema);
  if (!valid(body)) {
    valid.errors.forEach((error) =>
      find(where, `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`));
  }
  note(content[type].schema, schema, body);
  if (status >= 400 && type === "application/problem+json" && body.status !== status) {
    find(where, `says that its status is ${body.status}`);
  }
  if (!label.startsWith("bad ")) {
    ((seen.answers[id] ??= {})[status] ??= []).push({ label, body });
  }
  return body;
}

// ---- the client -------------------------------------------------------------------------------------------------------

// On a busy machine the ledger may not answer in time; then a caller is told to come again.
const AGAIN = 5;

async function clientOf(url, key) {
  const api = new OpenAPIClientAxios({
    definition: structuredClone(document),
    withServer: { url },
    axiosConfigDefaults: {
      headers: key ? { [document.components.securitySchemes.functionKey.name]: key } : {},
      responseType: "arraybuffer",
      maxRedirects: 0,
      validateStatus: () => true,
    },
  });
  const client = await api.init();
  return async (id, label, status, parameters = {}, body = undefined, config = {}) => {
    if (!client[id]) {
      find(id, "is not in the document");
      return { body: {}, headers: {} };
    }
    let response = await client[id](parameters, body, config);
    for (let again = 1; response.status === 503 && status !== 503 && again <= AGAIN; again++) {
      await pause(1000);
      response = await client[id](parameters, body, config);
    }
    const answer = judge(id, label, response.status, response.headers, new Uint8Array(response.data));
    if (response.status !== status) {
      find(`${id} ${response.status} (${label})`, `should be ${status}: ${JSON.stringify(answer)?.slice(0, 600)}`);
    }
    return { body: answer, headers: response.headers };
  };
}

const call = await clientOf(given.app, given.key);
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function until(id, label, condition) {
  for (let i = 0; i < 300; i++) {
    const { body } = await call("showCapture", label, 200, { id });
    if (condition(body)) {
      return body;
    }
    await pause(200);
  }
  throw new Error(`${label}: ${id} does not come so far`);
}

const ended = (capture) => capture.state === "finished" && capture.file.state !== "expected";
const [forAlert, forOrder, forStop, forTest, onMachine] = given.machines;
const NOBODYS = "0000000000000000";

/** An alert about a machine; no two are of one alert instance. */
let alerts = 0;
function alert(machine, seconds, change = () => {}) {
  const made = structuredClone(given.alert);
  const { essentials } = made.data;
  essentials.alertId = `${essentials.alertId.slice(0, -12)}${String(Date.now() % 1e9 * 100 + alerts++).padStart(12, "0")}`;
  essentials.alertTargetIDs = [machine];
  made.data.customProperties = { captureSeconds: String(seconds) };
  change(made.data, made);
  return made;
}

// What each operation is asked for where nothing but the asking matters.
const plain = {
  postAlert: [{ dryRun: true }, alert(forAlert, 1)],
  postTestAlert: [{ target: forTest }],
  listCaptures: [{}],
  startCapture: [{ dryRun: true }, { target: forOrder }],
  showCapture: [{ id: NOBODYS }],
  stopCapture: [{ id: NOBODYS }],
  forgetCapture: [{ id: NOBODYS }],
  holdCapture: [{ id: NOBODYS }, { reason: "case 17" }],
  releaseCapture: [{ id: NOBODYS }],
  reportCapture: [{ id: NOBODYS }],
  downloadFile: [{ id: NOBODYS, part: 0 }],
  downloadCase: [{ id: NOBODYS }],
  readHealth: [{}],
  examine: [{}],
  readOpenApi: [{}],
};
for (const id of operations.keys()) {
  if (!(id in plain)) {
    find(id, "is not asked here: add it to openapi.mjs");
    plain[id] = [{ id: NOBODYS }];
  }
}

async function everythingFails() {
  const wrong = await clientOf(given.wrong, given.key);
  const stranger = await clientOf(given.app, null);
  for (const [id, operation] of operations) {
    const [parameters, body] = plain[id];
    const open = operation.security?.length === 0;
    await stranger(id, "without a key", open ? 200 : 401, parameters, body);
    await wrong(id, "wrong settings", open || id === "examine" ? 200 : 503, parameters, body);
    if (parameters.id === NOBODYS) {
      await call(id, "nobody's id", 404, parameters, body);
    }
  }
}

async function alertsAreTaken() {
  const first = alert(forAlert, 8);
  const taken = await call("postAlert", "an alert", 202, {}, first);
  const { captureId } = taken.body.decisions[0];
  await call("postAlert", "the same alert again", 202, {}, first);
  await call("postAlert", "a resolved alert", 202, {}, alert(forAlert, 1, ({ essentials }) => {
    essentials.monitorCondition = "Resolved";
  }));
  await call("postAlert", "a wrong wish", 200, { dryRun: true }, alert(forAlert, "many"));
  await until(captureId, "until it runs", (capture) => capture.session.status === "Running");
  const second = await call("postAlert", "another rule's alert", 202, {}, alert(forAlert, 1, ({ essentials }) => {
    essentials.alertRule = "another";
  }));
  await call("postTestAlert", "for real", 202, { target: forTest, dryRun: false });
  await until(captureId, "until it ends", ended);
  await until(second.body.decisions[0].captureId, "until the other ended", (capture) => capture.outcome !== null);
}

async function ordersAreTaken() {
  const order = {
    target: { id: given.scaleSet, instances: ["0", "1"] },
    limits: { timeLimitSeconds: 2 },
    name: "till-{id}",
    reason: "the till is slow",
    blobPath: "incident-42/till.cap",
    localPath: "/var/captures/till.cap",
  };
  const key = { headers: { "Idempotency-Key": `key-${Date.now()}` } };
  const parts = await call("startCapture", "of instances", 202, {}, order, key);
  ordered(parts.body.id);
  await call("startCapture", "the same again", 202, {}, order, key);
  const one = await call("startCapture", "in the query", 202, { target: forOrder, timeLimitSeconds: 2 }, [
    { protocol: "TCP", localIPAddress: "10.0.0.1-10.0.0.255", localPort: 443 },
    { remoteIPAddress: "10.0.0.9", remotePort: "80;443" },
    { protocol: "Any" },
  ]);
  const running = { id: one.body.id };
  await call("downloadFile", "too early", 409, running);
  await call("forgetCapture", "with its file, too early", 409, { ...running, keepFile: false });
  const here = await call("startCapture", "to the machine", 202, {}, {
    target: onMachine, timeLimitSeconds: 1, saveTo: "machine", localPath: "/var/captures/till.cap" });
  await call("showCapture", "as Azure has it", 200, { id: here.body.id, service: true });
  await call("startCapture", "of a machine that is not there", 409, {}, { target: given.nobody });
  await call("startCapture", "too large", 413, {}, { target: forOrder, reason: "x".repeat(70_000) });
  await call("postAlert", "too large", 413, {}, alert(forAlert, 1, (data) => (data.more = "x".repeat(600_000))));
  const page = await call("listCaptures", "a page", 200, { limit: 1, state: "running" });
  await call("listCaptures", "the first page", 200, { limit: 1 });
  if (page.body.next) {
    await call("listCaptures", "the next page", 200, { limit: 1, after: page.body.next });
  }
  const capture = await until(one.body.id, "until it ends", ended);
  const file = await call("downloadFile", "all of it", 200, running);
  if (file.body?.length !== capture.file.bytes) {
    find("downloadFile 200", `has ${file.body?.length} of ${capture.file.bytes} bytes`);
  }
  const evidence = await call("downloadCase", "as it stands", 200, running);
  if (!(evidence.body?.length > 1_000)) {
    find("downloadCase 200", `has ${evidence.body?.length} bytes`);
  }
  const range = (bytes) => ({ headers: { Range: `bytes=${bytes}` } });
  await call("downloadFile", "its beginning", 206, running, undefined, range("0-23"));
  await call("downloadFile", "beyond its end", 416, running, undefined, range("99999999-"));
  await call("forgetCapture", "the session", 200, running);
  await call("forgetCapture", "with its file", 409, { ...running, keepFile: false });
  await call("forgetCapture", "with its file, again", 200, { ...running, keepFile: false, confirm: running.id });
  await call("downloadFile", "after that", 410, running);

  await until(parts.body.id, "until all parts are there", ended);
  await call("showCapture", "no more in Azure", 200, { id: parts.body.id, service: true });
  await call("reportCapture", "for a program", 200, { id: parts.body.id });
  await call("reportCapture", "for a ticket", 200, { id: parts.body.id, format: "text" });
  const list = await call("downloadFile", "of several", 200, { id: parts.body.id });
  await call("downloadFile", "one of several", 200, { id: parts.body.id, part: 0 });
  if (list.body?.parts?.length !== 2) {
    find("downloadFile 200 (of several)", `has no list of two: ${JSON.stringify(list.body)}`);
  }
  const held = { id: parts.body.id };
  await call("holdCapture", "once", 200, held, { reason: "case 17" });
  await call("holdCapture", "for another reason", 409, held, { reason: "case 18" });
  await call("holdCapture", "too large", 413, held, { reason: "x".repeat(70_000) });
  await call("forgetCapture", "with its file, which is held", 409, { ...held, keepFile: false });
  await call("releaseCapture", "once", 200, held);
  await until(here.body.id, "until it ends", ended);
  await call("downloadFile", "which is not here", 409, { id: here.body.id });
  return { done: parts.body.id };
}

async function captureIsStopped() {
  const { body } = await call("startCapture", "a long one", 202, {}, { target: forStop, timeLimitSeconds: 3600 });
  const { id } = body;
  // Stopped before the agent began, it would have no file.
  await pause(3000);
  await call("showCapture", "as Azure has it", 200, { id, service: true });
  await call("stopCapture", "once", 200, { id });
  await call("stopCapture", "twice", 200, { id });
  await call("forgetCapture", "while it ends", 200, { id });
  await until(id, "until it ends", ended);
}

async function appIsLookedAt() {
  const { headers } = await call("readOpenApi", "once", 200);
  await call("readOpenApi", "once more", 304, { "If-None-Match": headers.etag });
  await call("examine", "the deployment", 200);
  await call("examine", "a machine", 200, { target: forOrder });
  await call("examine", "a machine that is not there", 200, { target: given.nobody });
  for (const kind of operations.get("postTestAlert").parameters.find(({ name }) => name === "kind").schema.enum) {
    await call("postTestAlert", kind, 200, { target: forTest, kind });
  }
}

// ---- what is wrong, generated from the schemas ------------------------------------------------------------------------

function randomness(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound);
  };
}

const random = randomness(given.seed);
const one = (...of) => of[random(of.length)];
const ALPHABET = [..."abcXYZ019 _-./\\:;,{}[]()<>\"'%&?#+*!$|~äß€中😀"];
const noise = (most = 20) => "q" + Array.from({ length: 1 + random(most) }, () => one(...ALPHABET)).join("") + "q";

function types(schema) {
  return [schema.type ?? []].flat();
}

/** Texts that a schema does not allow, as parameter or in a body. */
function badTexts(schema) {
  const texts = [];
  if (schema.enum) {
    texts.push(["not in the list", noise()], ["almost in the list", `${schema.enum[0]}s`]);
  }
  if (schema.format === "date-time") {
    texts.push(["no time", noise()], ["no day", "2026-02-30T00:00:00Z"], ["no zone", "2026-02-03"]);
  }
  if (schema.format === "azure-resource-id") {
    texts.push(
      ["no id", noise()],
      ["a name", "vm-web-01"],
      ["a group", "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/rg"],
      ["another type", given.nobody.replace(/virtualMachines/i, "disks")],
      ["an empty part", given.nobody.replace("/resourceGroups/", "//resourceGroups/")],
    );
  }
  if (schema.pattern) {
    const pattern = new RegExp(schema.pattern, "u");
    for (let i = 0; i < 4; i++) {
      texts.push(["not of the form", noise()]);
      const example = String(one(...[schema.examples ?? ["x"]].flat()));
      const place = random(example.length);
      texts.push(["almost of the form", `${example.slice(0, place)}${one("!", "%", "€", " ?")}${example.slice(place)}`]);
    }
    texts.splice(0, texts.length, ...texts.filter(([, text]) => !pattern.test(text)));
  }
  if (schema.maxLength) {
    texts.push(["too long", "a".repeat(schema.maxLength + 1)]);
  }
  return texts;
}

/** Values of a query parameter or a header that its schema does not allow. */
function badParameters(schema) {
  if (types(schema).includes("boolean")) {
    return [["no boolean", one("maybe", "yes", "1", "0", "null")], ["noise", noise()]];
  }
  if (types(schema).includes("integer")) {
    return [
      ["no number", noise()],
      ["a fraction", "1.5"],
      ["too small", String(schema.minimum - 1)],
      ["too large", String(schema.maximum + 1)],
      ["far too large", "9".repeat(30)],
      ["hexadecimal", "0x10"],
      ["an exponent", "1e2"],
    ];
  }
  return badTexts(schema);
}

/** JSON that a schema does not allow: [why, value, name of the field that is wrong]. */
function badValues(node, name) {
  const schema = resolved(node);
  const values = [];
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    const allowed = choices.flatMap((choice) => types(resolved(choice)));
    choices.forEach((choice) => values.push(...badValues(choice, name).filter(([why]) => why !== "wrong type")));
    values.push(...wrongTypes(allowed).map((value) => ["wrong type", value, name]));
    return values;
  }
  values.push(...wrongTypes(types(schema)).map((value) => ["wrong type", value, name]));
  values.push(...badTexts(schema).map(([why, value]) => [why, value, name]));
  if (schema.minLength) {
    values.push(["empty", "", name], ["blank", "  ", name]);
  }
  if (types(schema).includes("integer")) {
    values.push(["too small", schema.minimum - 1, name], ["too large", schema.maximum + 1, name]);
    values.push(["a fraction", schema.minimum + 0.5, name], ["far too large", 1e40, name]);
  }
  if (schema.maxItems) {
    values.push(["too many", Array.from({ length: schema.maxItems + 1 }, () => ({})), name]);
  }
  if (schema.items) {
    badValues(schema.items, name).forEach(([why, value, field]) => values.push([why, [value], field]));
  }
  const must = Object.fromEntries((schema.required ?? []).map((field) => [field, forOrder]));
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    // A target's id is the target.
    for (const [why, value, wrong] of badValues(property, field === "id" ? name : field)) {
      values.push([why, { ...must, [field]: value }, wrong]);
    }
  }
  for (const field of schema.required ?? []) {
    const { [field]: left, ...rest } = must;
    values.push(["missing field", rest, field === "id" ? name : field]);
  }
  if (schema.additionalProperties === false) {
    const unknown = noise(8);
    values.push(["unknown field", { ...must, [unknown]: 1 }, unknown]);
  }
  return values;
}

function wrongTypes(allowed) {
  const all = { string: "ten", integer: 10, boolean: true, array: [[]], object: { [noise(5)]: 1 } };
  if (allowed.includes("number")) {
    delete all.integer;
  }
  return Object.entries(all).filter(([type]) => !allowed.includes(type)).map(([, value]) => value);
}

/** What a schema allows just so. */
function goodValues(schema) {
  return [...(schema.enum ?? []), ...(schema.examples ?? []), schema.minimum, schema.maximum, schema.default]
    .filter((value) => value !== undefined);
}

async function send(id, label, { path = {}, query = {}, headers = {}, body }) {
  const operation = operations.get(id);
  const place = operation.path.replace(/\{(\w+)}/g, (_, name) => encodeURIComponent(path[name]));
  const asked = new URLSearchParams(query).toString();
  const response = await fetch(`${given.app}${place}${asked ? `?${asked}` : ""}`, {
    method: operation.method.toUpperCase(),
    headers: { ...headers, [document.components.securitySchemes.functionKey.name]: given.key },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    redirect: "manual",
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, body: judge(id, label, response.status, Object.fromEntries(response.headers), bytes) };
}

/** Whether what is wrong was refused, and by its name; an alert is rather taken, with a warning that names it. */
async function refused(id, why, field, request) {
  const label = `bad ${field}, ${why}`;
  let { status, body } = await send(id, label, request);
  for (let again = 1; status === 503 && again <= AGAIN; again++) {
    await pause(1000);
    ({ status, body } = await send(id, label, request));
  }
  const where = `${id} ${status} (${label})`;
  const said = [...(body?.errors ?? []), ...(id === "postAlert" ? body?.warnings ?? [] : [])];
  const shown = JSON.stringify(request).slice(0, 300);
  if (status >= 500 || (status < 400 && said.length === 0)) {
    find(where, `was not refused: ${shown}`);
  } else if (status === 400 && field && !said.some((each) => each.field.includes(field.slice(0, 20)))) {
    find(where, `does not name it: ${JSON.stringify(said)} to ${shown}`);
  }
}

// Addresses that belong to somebody else, who may add to them: an action group's, a probe's.
const TAKES_ANY_QUERY = ["postAlert", "readHealth", "readOpenApi"];
// What an alert does not read strictly: absent or strange, it costs no capture and no warning.
const TAKEN_AS_IT_COMES = /^(alertRule|alertRuleID|severity|monitoringService|alertContext)$/;

function badRequests(existing) {
  const requests = [];
  for (const [id, operation] of operations) {
    const [parameters, body] = plain[id];
    const byPlace = { path: {}, query: {}, header: {} };
    for (const parameter of operation.parameters.filter(({ name }) => name in parameters)) {
      byPlace[parameter.in][parameter.name] = parameters[parameter.name];
    }
    const base = { path: { ...byPlace.path }, query: byPlace.query, headers: byPlace.header, body };
    if ("id" in base.path) {
      base.path.id = existing;
    }
    for (const parameter of operation.parameters) {
      const place = parameter.in === "header" ? "headers" : parameter.in;
      for (const [why, value] of badParameters(resolved(parameter.schema))) {
        if (place !== "headers" || /^[\x20-\x7e]+$/.test(value)) {
          const set = { ...base[place], [parameter.name]: value };
          // The same may stand in the body, and is then given twice.
          const rest = place === "query" && body?.[parameter.name] ? {} : body;
          requests.push([id, why, place === "path" ? "" : parameter.name, { ...base, body: rest, [place]: set }]);
        }
      }
    }
    if (!TAKES_ANY_QUERY.includes(id)) {
      const name = noise(8);
      requests.push([id, "unknown parameter", name, { ...base, query: { ...base.query, [name]: "1" } }]);
    }
    if (operation.requestBody) {
      const { schema } = operation.requestBody.content["application/json"];
      for (const [why, value, field] of badValues(schema, "")) {
        if (!TAKEN_AS_IT_COMES.test(field)) {
          const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
          const sent = !isObject ? JSON.stringify(value) : why === "missing field" ? value : merged(body, value);
          requests.push([id, why, field, { ...base, body: sent }]);
        }
      }
      const text = JSON.stringify(body);
      requests.push(
        [id, "cut off", "", { ...base, body: text.slice(0, -1 - random(text.length - 2)) }],
        [id, "two documents", "", { ...base, body: text + text }],
        [id, "no JSON", "", { ...base, body: noise(200) }],
        [id, "deep", "", { ...base, body: "[".repeat(20_000) }],
      );
    }
  }
  return requests;
}

function merged(base, change) {
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const copy = { ...base };
  for (const [name, value] of Object.entries(change)) {
    copy[name] = isObject(value) && isObject(base[name]) ? merged(base[name], value) : value;
  }
  return copy;
}

function goodRequests() {
  const requests = [];
  for (const [id, operation] of operations) {
    const [parameters, body] = plain[id];
    for (const parameter of operation.parameters.filter((each) => each.in === "query")) {
      for (const value of goodValues(resolved(parameter.schema))) {
        const query = Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== "id"));
        const isSwitch = ["dryRun", "keepFile", "confirm", "service"].includes(parameter.name);
        if (!isSwitch && id !== "downloadFile" && id !== "reportCapture") {
          requests.push([id, parameter.name, value, {
            path: { id: NOBODYS }, query: { ...query, [parameter.name]: value }, body }]);
        }
      }
    }
  }
  const order = operations.get("startCapture").requestBody.content["application/json"].schema.oneOf.map(resolved);
  for (const [name, property] of Object.entries(order[0].properties)) {
    for (const value of goodValues(resolved(property))) {
      const target = name === "instances" ? given.scaleSet : forOrder;
      requests.push(["startCapture", name, value, { query: { dryRun: true }, body: { target, [name]: value } }]);
    }
  }
  for (const [name, property] of Object.entries(order[1].items ? resolved(order[1].items).properties : {})) {
    for (const value of goodValues(resolved(property))) {
      requests.push(["startCapture", name, value, {
        query: { dryRun: true }, body: { target: forOrder, filters: [{ [name]: value }] } }]);
    }
  }
  return requests;
}

// ---- all of it --------------------------------------------------------------------------------------------------------

/** Four at a time. */
async function several(requests, send) {
  const queue = [...requests];
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await send(...next);
    }
  }));
}

async function accepted(id, name, value, request) {
  const { status, body } = await send(id, `good ${name}`, request);
  if (status >= 400) {
    find(`${id} ${status} (good ${name})`, `refuses ${JSON.stringify(value)}: ${JSON.stringify(body)}`);
  }
}

const started = Date.now();
let ordered;
const anOrder = new Promise((resolve) => (ordered = resolve));
const good = goodRequests();
const [bad, { done }] = await Promise.all([
  anOrder.then(async (existing) => {
    const requests = badRequests(existing).filter(([id]) => id !== "downloadFile");
    await several(requests, refused);
    await several(good, accepted);
    return requests;
  }),
  ordersAreTaken(), alertsAreTaken(), captureIsStopped(), appIsLookedAt(), everythingFails(),
]);
const ofFiles = badRequests(done).filter(([id]) => id === "downloadFile");
await several(ofFiles, refused);
await call("listCaptures", "all", 200);
await call("readHealth", "after a round of the monitor", 200);

// ---- what was never seen ----------------------------------------------------------------------------------------------

// What this run cannot bring about, and where it is seen instead.
const A_TOKEN = "asked for where the webhook is secure: CallersEndToEndIT";
const NO_ANSWER = "where storage does not answer: CapturesApiTest, InTimeEndToEndIT";
const A_LINK = "made where the app has an identity: FilesApiTest";
const NEVER_HERE = new Map(Object.entries({
  "postAlert 403": A_TOKEN,
  "#/paths/~1api~1alerts/post/responses/401/headers/WWW-Authenticate": A_TOKEN,
  "#/paths/~1api~1alerts/post/responses/403/headers/WWW-Authenticate": A_TOKEN,
  "#/components/responses/Unavailable/headers/Retry-After": NO_ANSWER,
  "#/paths/~1api~1captures~1{id}/delete/responses/503/headers/Retry-After": NO_ANSWER,
  "#/components/schemas/Service/properties/problem": "Azure answers: CapturesApiTest",
  "#/components/schemas/Problem/properties/commands": "no file is too large for one answer: FilesApiTest",
  "downloadFile 302": A_LINK,
  "#/paths/~1api~1captures~1{id}~1file/get/responses/302/headers/Location": A_LINK,
  "#/components/schemas/Capture/properties/file/properties/parts/items/properties/problem": "no part is broken",
  "#/components/schemas/Capture/properties/messages/items/properties/problem": "no message is refused",
  "#/components/schemas/CaptureList/properties/others/items/properties/seenStoppedAt": "no foreign capture ends",
}));
const promised = new Set();
for (const [id, operation] of operations) {
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (!seen.statuses.has(`${id} ${status}`)) {
      promised.add(`${id} ${status}`);
    }
    const pointer = answer.$ref ?? `${operation.pointer}/responses/${status}`;
    const { content = {}, headers = {} } = resolved(answer);
    Object.keys(headers).forEach((name) => promised.add(`${pointer}/headers/${name}`));
    for (const [type, { schema }] of Object.entries(content)) {
      if (schema) {
        fields(schema, `${pointer}/content/${escaped(type)}/schema`).forEach((field) => promised.add(field));
      }
    }
  }
}
for (const field of promised) {
  // What is sent back of an alert is the caller's.
  if (!seen.fields.has(field) && !field.includes("/AzureAlert/") && !NEVER_HERE.delete(field)) {
    find("never seen", field);
  }
}
NEVER_HERE.forEach((why, field) => find("was seen, or is not in the document", field));

writeFileSync(given.answers, JSON.stringify(seen.answers, null, 2));
findings.forEach((finding) => console.log(finding));
console.log(JSON.stringify({
  where: "all", seed: given.seed, operations: operations.size, bad: bad.length + ofFiles.length, good: good.length,
  answers: seen.count, millis: Date.now() - started,
}));
process.exit(0);
