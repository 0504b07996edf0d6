// Runs what the test sends inside the real extension host, and answers with JSON.
const http = require('http');
const vscode = require('vscode');

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

exports.activate = () => {
  http
    .createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      let answer;
      try {
        answer = { value: await new AsyncFunction('vscode', body)(vscode) };
      } catch (error) {
        answer = { error: String((error && error.stack) || error) };
      }
      response.end(JSON.stringify(answer));
    })
    .listen(Number(process.env.OWUI_PROBE_PORT), '127.0.0.1');
};
