// A custom handler, written to the public contract alone. It writes down every request that it gets, one JSON a line,
// into the file that RECORD names, and does what the text says that it is called with.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const { FUNCTIONS_CUSTOMHANDLER_PORT, RECORD, START_DELAY, START_CODE } = process.env;
const record = entry => appendFileSync(RECORD, JSON.stringify(entry) + '\n');

record({ started: process.pid, environment: process.env, arguments: process.argv.slice(2), folder: process.cwd() });
if (START_CODE) {
  console.error('cannot start today');
  process.exit(Number(START_CODE));
}

process.on('SIGTERM', () => {
  record({ terminated: process.pid });
  process.exit(0);
});

async function body(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The text that the function was called with: of a queue message it is encoded twice, of a request it is the body. */
function commandOf(envelope) {
  const [value] = Object.values(envelope.Data);
  return typeof value === 'string' ? JSON.parse(value) : value.Body ?? '';
}

function json(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function obey(command, response) {
  const [word, ...rest] = command.split(' ');
  const argument = rest.join(' ');
  switch (word) {
    case 'fail': response.writeHead(500); return response.end('failed as told');
    case 'exit': return process.exit(Number(argument));
    case 'sleep': await delay(Number(argument)); return json(response, { Outputs: {}, Logs: ['slept'], ReturnValue: null });
    case 'raw': response.writeHead(200, { 'Content-Type': 'application/json' }); return response.end(argument);
    case 'plain': response.writeHead(200, { 'Content-Type': 'text/plain' }); return response.end(argument);
    default: return json(response, { Outputs: {}, Logs: [`did ${command}`], ReturnValue: null });
  }
}

/** A request that was passed on as it came. */
async function forwarded(request, response) {
  if (request.url.includes('stream')) {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('first');
    await delay(1000);
    return response.end('second');
  }
  const content = await body(request);
  record({ method: request.method, url: request.url, headers: request.headers, body: content.toString('base64') });
  if (request.url.includes('redirect')) {
    response.writeHead(302, { Location: '/api/elsewhere' });
    return response.end();
  }
  response.writeHead(418, { 'Content-Type': 'application/octet-stream', 'X-Answer': 'yes' });
  return response.end(content);
}

const server = createServer(async (request, response) => {
  if (request.url === '/') {
    response.writeHead(404);
    return response.end();
  }
  if (request.url.startsWith('/api/')) {
    return forwarded(request, response);
  }
  const content = (await body(request)).toString();
  record({ method: request.method, url: request.url, headers: request.headers, envelope: JSON.parse(content) });
  return obey(commandOf(JSON.parse(content)), response);
});

await delay(Number(START_DELAY ?? 0));
console.log('handler listens');
console.error('warning: this is only a test');
server.listen(Number(FUNCTIONS_CUSTOMHANDLER_PORT), '127.0.0.1');
