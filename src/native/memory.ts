import { dlopen } from "bun:ffi";

const { closeSync, openSync, readdirSync, readlinkSync, writeSync } = process.getBuiltinModule("node:fs");

const libc = {
  memfd_create: { args: ["ptr", "u32"], returns: "i32" },
  flock: { args: ["i32", "i32"], returns: "i32" },
} as const;
const closeOnExec = 1; // MFD_CLOEXEC
const executable = 0x10; // MFD_EXEC, since Linux 6.3: without it a host may forbid to run the file
const exclusive = 2; // LOCK_EX

/**
 * A file in memory with these bytes, for hosts where nothing can be written. It exists as long as the process.
 * Workers share it, because a library loaded from two files is loaded twice.
 */
export function memoryFile(name: string, bytes: Uint8Array): string {
  const { memfd_create, flock } = dlopen("libc.so.6", libc).symbols;
  const self = openSync("/proc/self/exe", "r");
  try {
    flock(self, exclusive); // until it is closed, so that one Worker runs this at a time
    const present = openFile(name);
    if (present !== undefined) return present;
    const path = Buffer.from(`${name}\0`);
    let fd = memfd_create(path, closeOnExec | executable);
    if (fd < 0) fd = memfd_create(path, closeOnExec);
    if (fd < 0) throw new Error("the system cannot create a file in memory: memfd_create failed");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return pathOf(fd);
  } finally {
    closeSync(self);
  }
}

/** The file in memory of that name, if this process has it open. */
function openFile(name: string): string | undefined {
  for (const fd of readdirSync("/proc/self/fd")) {
    const path = pathOf(fd);
    try {
      if (readlinkSync(path) === `/memfd:${name} (deleted)`) return path;
    } catch {} // closed meanwhile
  }
  return undefined;
}

/** Its path, for child processes too: their own files are others. */
function pathOf(fd: number | string): string {
  return `/proc/${process.pid}/fd/${fd}`;
}
