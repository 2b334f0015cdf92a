/** What onnxruntime-node says of one execution provider (`listSupportedBackends`). */
export interface Backend {
  readonly name: string;
  /** False: it needs libraries that do not come with the package. */
  readonly bundled: boolean;
}

/**
 * Those that are faster than a CPU on whatever machine offers them. WebGPU is not among them: where there is no graphics card, a
 * software renderer answers in its place and is slower than `cpu`. It runs where it is asked for.
 */
const automatic = ['cuda', 'coreml', 'dml'];

/**
 * Execution providers to try, the best first; `cpu` is always the last. Pure.
 * @param wanted `auto`, or the name of one
 * @param offered what onnxruntime-node offers on this platform; null: not asked, a name is tried as it is
 */
export function providerOrder(wanted: string, offered: readonly Backend[] | null): readonly string[] {
  if (wanted === 'cpu') return ['cpu'];
  if (wanted !== 'auto') return [wanted, 'cpu'];
  return [...automatic.filter((name) => offered?.some((one) => one.name === name)), 'cpu'];
}

/**
 * Execution providers beside `cpu` whose libraries come with onnxruntime-node, by platform. Asking the runtime itself
 * (`listSupportedBackends`) would load it into the recorder's own process.
 * https://github.com/microsoft/onnxruntime/blob/main/js/node/README.md
 */
export function offeredOn(platform: string, arch: string): readonly Backend[] {
  const names =
    platform === 'win32'
      ? ['dml', 'webgpu']
      : platform === 'darwin'
        ? ['coreml', 'webgpu']
        : arch === 'x64'
          ? ['webgpu']
          : [];
  return names.map((name) => ({ name, bundled: true }));
}
