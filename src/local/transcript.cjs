'use strict';
/* One answer of curl, for transcript.sh: checks it, and prints it as Markdown with changing parts replaced by words.
   node transcript.cjs HEAD BODY STATUS CHECK SHOW WORDS
     CHECK  a JavaScript expression over j (the body as JSON), text (as text) and h (the headers, names in small letters)
     SHOW   "all"; "none"; members of the body, such as "state outcome session.stop"; or "=" and an expression that gives them
     WORDS  a file with lines FROM<tab>TO */
const fs = require('node:fs');

const [headFile, bodyFile, status, check, show, wordsFile] = process.argv.slice(2);
const WIDTH = 118;
const SHOWN = ['content-type', 'location', 'set-cookie', 'www-authenticate', 'retry-after', 'accept-ranges',
  'content-range', 'content-disposition', 'repr-digest', 'etag'];

const blocks = fs.readFileSync(headFile, 'utf8').split(/\r?\n\r?\n/).filter((block) => block.trim() !== '');
const lines = blocks[blocks.length - 1].split(/\r?\n/);
const h = {};
for (const line of lines.slice(1)) {
  const colon = line.indexOf(':');
  h[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
}
const text = fs.existsSync(bodyFile) ? fs.readFileSync(bodyFile, 'latin1') : '';
const utf8 = Buffer.from(text, 'latin1').toString('utf8');
let j;
try {
  j = JSON.parse(utf8);
} catch {
  j = undefined;
}

const problems = [];
const said = Number(lines[0].split(' ')[1]);
if (said !== Number(status)) {
  problems.push(`the status is ${said}, not ${status}`);
} else {
  try {
    // The expressions come from transcript.sh beside this file.
    if (!Function('j', 'text', 'h', `return (${check});`)(j, utf8, h)) {
      problems.push(`this does not hold: ${check}`);
    }
  } catch (error) {
    problems.push(`this cannot be said: ${check}: ${error.message}`);
  }
}

const words = fs.readFileSync(wordsFile, 'utf8').split('\n').filter((line) => line.includes('\t'))
  .map((line) => line.split('\t'));
const stable = (string) => {
  for (const [from, to] of words) {
    string = string.split(from).join(to);
  }
  return string
    .replace(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+00:00)/g, 'TIME')
    .replace(/\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replace(/^ {2}20\d\d-\d\d-\d\d$/gm, '  DATE')
    .replace(/^ {2}\d\d:\d\d:\d\d {2}/gm, '  HH:MM:SS  ')
    .replace(/\b20\d{6}T\d{6}Z/g, 'TIME')
    .replace(/\b20\d\d\/\d\d\/\d\d\b/g, 'YYYY/MM/DD')
    .replace(/sha-256=:[^:]+:/g, 'sha-256=:SHA256:')
    .replace(/\b[0-9a-f]{64}\b/g, 'SHA256')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID')
    .replace(/\bpage_[A-Za-z0-9_-]+/g, 'page_NEXT')
    .replace(/(alertcap=)[^;]+/g, '$1SESSION');
};

/* JSON with what fits on one line on one line. */
const layout = (value, indent, prefix) => {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (value === null || typeof value !== 'object' || indent.length + prefix + flat.length <= WIDTH) {
    return flat;
  }
  const inner = indent + '  ';
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => inner + layout(each, inner, 0)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .map(([key, member]) => `${inner}${JSON.stringify(key)}: ${layout(member, inner, key.length + 4)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
};

const pick = (members) => {
  if (members.startsWith('=')) {
    return Function('j', `return (${members.slice(1)});`)(j);
  }
  const picked = {};
  for (const path of members.split(' ')) {
    let from = j;
    let to = picked;
    const steps = path.split('.');
    steps.forEach((step, i) => {
      from = from?.[step];
      if (i === steps.length - 1) {
        to[step] = from === undefined ? null : from;
      } else {
        to = to[step] ??= {};
      }
    });
  }
  return picked;
};

const print = ['```http', lines[0].trim()];
for (const name of SHOWN) {
  if (h[name] !== undefined) {
    print.push(name === 'etag' ? 'etag: "ETAG"' : stable(`${name}: ${h[name]}`));
  }
}
if (show !== 'none' && text !== '') {
  print.push('');
  if (j === undefined) {
    print.push(stable(utf8.trimEnd()));
  } else if (show === 'all') {
    print.push(layout(JSON.parse(stable(JSON.stringify(j))), '', 0));
  } else {
    const members = layout(JSON.parse(stable(JSON.stringify(pick(show)))), '', 0);
    print.push(members.includes('\n') ? members.replace(/\n\}$/, ',\n  …\n}') : members.replace(/ \}$/, ', … }'));
  }
}
print.push('```', '');
console.log(print.join('\n'));
if (problems.length > 0) {
  console.error(`transcript: ${problems.join('; ')}\n${lines[0]}\n${utf8.slice(0, 2000)}`);
  process.exit(1);
}
