// Runs ONNX files in ONNX Runtime: node run_onnx.mjs JOBS.json, where BITPRISM_JUDGE names the folder that holds
// node_modules. A job is {"model", "input", "shape", "output"}: input and output are files of little-endian floats.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.BITPRISM_JUDGE ?? '.', 'judge.cjs'));
const ort = require('onnxruntime-node');

for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try {
    const session = await ort.InferenceSession.create(job.model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
    const bytes = readFileSync(job.input);
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', floats, job.shape) });
    const data = results[session.outputNames[0]].data;
    writeFileSync(job.output, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  } catch (problem) {
    console.error(`${job.model}: ${problem.message}`);
    process.exitCode = 1;
  }
}
