// The C compiler that the library is built with, on every machine the same. It brings the C library's headers and stubs
// of each platform, of an old version too.
import { join } from "node:path";
import { directoryOf, installPackage, type PythonPackage } from "./pypi.ts";

const zig: PythonPackage = {
  name: "ziglang",
  version: "0.17.1",
  hashes: [
    "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54", // Linux, x64
    "b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e", // Linux, arm64
    "09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23", // macOS, arm64
    "4e0b4b9c02b8d0d220e9948010f860b62ff11d96abb39762eca5fa2ef3f7bc97", // macOS, x64
  ],
  purpose: "Building the library, whose C compiler is zig,",
};

/** Where it is, and which it is. */
export const zigDirectory: string = join(directoryOf(zig), "ziglang");
export const zigVersion: string = zig.version;

/** CC for a target of zig. */
export function zigCompiler(target: string): string {
  return `"${join(zigDirectory, "zig")}" cc -target ${target}`;
}

/** Installs it, once. */
export async function installZig(): Promise<void> {
  await installPackage(zig);
}
