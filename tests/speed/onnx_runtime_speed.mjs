// Images a second of an ONNX file in ONNX Runtime: node onnx_runtime_speed.mjs MODEL THREADS IMAGES BATCHES SHAPE, where
// BITPRISM_JUDGE names the folder that holds node_modules, BATCHES is such as 1,8,32 and SHAPE such as 3,32,32. Prints
// {"batch": images per second, ...}.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.BITPRISM_JUDGE ?? '.', 'judge.cjs'));
const ort = require('onnxruntime-node');
const [model, threads, images, batches, shape] = process.argv.slice(2);
const dimensions = shape.split(',').map(Number);
const session = await ort.InferenceSession.create(model, {
  logSeverityLevel: 3, intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all'
});
const result = {};
for (const batch of batches.split(',').map(Number)) {
  const values = new Float32Array(batch * dimensions.reduce((a, b) => a * b)).map(() => Math.random() - 0.5);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', values, [batch, ...dimensions]) };
  try {
    await session.run(feeds);
    const rounds = Math.max(1, Math.round(Number(images) / batch));
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; ++i) await session.run(feeds);
    result[batch] = rounds * batch / (Number(process.hrtime.bigint() - start) * 1e-9);
  } catch (problem) {
    console.error(`batch ${batch}: ${problem.message}`);
  }
}
console.log(JSON.stringify(result));
