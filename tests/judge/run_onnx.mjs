// Runs ONNX files in ONNX Runtime: node run_onnx.mjs JOBS.json, where BITPRISM_JUDGE names the folder that holds
// node_modules. A job is {"model", "input", "shape", "output"}: input and output are files of little-endian floats;
// "optimised": false turns the graph optimizer off, "saved" is where the optimized model goes. Or, for
// networks of any form, {"model", "inputs": [{"file", "shape"}], "outputs": stem}: inputs in the session's order, floats
// turned into what it wants; output i goes to stem.i as floats.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.BITPRISM_JUDGE ?? '.', 'judge.cjs'));
const ort = require('onnxruntime-node');

const arrays = {
  float32: Float32Array, float64: Float64Array, int8: Int8Array, uint8: Uint8Array, bool: Uint8Array, int16: Int16Array,
  uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array,
};

// The bits of a half-precision float, of a float that one holds exactly.
function halfBits(value) {
  if (value === 0) return 1 / value < 0 ? 0x8000 : 0;
  const sign = value < 0 ? 0x8000 : 0, size = Math.abs(value), exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const steps = size / 2 ** (exponent - 10);
  return sign | (steps < 1024 ? steps : ((exponent + 15) << 10) + steps - 1024);
}

// The float that the bits of a half-precision float stand for.
function halfValue(bits) {
  const exponent = (bits >> 10) & 31, steps = bits & 1023;
  const size = exponent === 31 ? (steps ? NaN : Infinity)
                               : exponent ? (1024 + steps) * 2 ** (exponent - 25) : steps * 2 ** -24;
  return bits & 0x8000 ? -size : size;
}

function tensorOf(bytes, shape, type) {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * count));
  if (type === 'float16') return new ort.Tensor(type, Uint16Array.from(floats, halfBits), shape);
  if (!arrays[type]) throw new Error(`input of type ${type}`);
  const data = type.endsWith('int64') || type === 'uint64' ? arrays[type].from(floats, (x) => BigInt(Math.trunc(x)))
                                                           : arrays[type].from(floats);
  return new ort.Tensor(type, data, shape);
}

for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try {
    const session = await ort.InferenceSession.create(job.model, {
      logSeverityLevel: 3, intraOpNumThreads: 1, graphOptimizationLevel: job.optimised === false ? 'disabled' : 'all',
      ...(job.saved ? { optimizedModelFilePath: job.saved } : {})
    });
    if (job.inputs) {
      const feeds = {};
      job.inputs.forEach((input, i) => {
        const name = session.inputNames[i];
        const declared = session.inputMetadata?.[i];
        // A file that takes fewer images than are there gets the first ones.
        const shape = [...input.shape];
        if (typeof declared?.shape?.[0] === 'number' && declared.shape[0] < shape[0]) shape[0] = declared.shape[0];
        feeds[name] = tensorOf(readFileSync(input.file), shape, declared?.type ?? 'float32');
      });
      const results = await session.run(feeds);
      session.outputNames.forEach((name, i) => {
        const { data, type } = results[name];
        const floats = Float32Array.from(data, type === 'float16' ? halfValue : Number);
        writeFileSync(`${job.outputs}.${i}`, Buffer.from(floats.buffer));
      });
      continue;
    }
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
