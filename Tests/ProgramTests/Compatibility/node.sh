# node: promises, buffers, a worker thread, a child process, an exit status.
# expect: exit 4
cat >p.js <<'J'
const { Worker, isMainThread, parentPort } = require('worker_threads');
const { execFileSync } = require('child_process');
if (!isMainThread) { parentPort.postMessage([...Array(1000).keys()].reduce((a, b) => a + b)); }
else {
  console.log(Buffer.alloc(100000, 'ab').toString('base64').length);
  console.log(execFileSync('printf', ['%s', 'child']).toString());
  new Worker(__filename).on('message', n => { console.log('worker', n); process.exitCode = 4; });
}
J
node p.js
