import { describe, expect, test } from "bun:test";
import { chmod, chown, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { bunExe, runScript } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { unpackLibrary, withLibrary } from "../../src/native/library.ts";
import { loadNative, Native } from "../../src/native/symbols.ts";

describe("finding the library", () => {
  test("takes the file that BUNHELM_LIBRARY names", async () => {
    expect(await withLibrary({ file: "/named.so" }, (file) => `linked ${file}`)).toBe("linked /named.so");
  });

  test("says which file cannot be loaded", async () => {
    using dir = tempDir({ "library.so": "no library" });
    const file = join(dir.path, "library.so");
    const error = await expectCode(loadNative({ file }), "ERR_HELM_LIBRARY_NOT_FOUND");
    expect(error.name).toBe("LibraryNotFoundError");
    expect(error.details.tried).toEqual([file]);
    expect(error.message).toContain(file);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test("says so when a library is not bunhelm's", async () => {
    const error = await expectCode(loadNative({ file: "libc.so.6" }), "ERR_HELM_LIBRARY_NOT_FOUND");
    expect(error.message).toContain("bunhelm_abi");
  });

  test.skipIf(Bun.which("cc") === null)("refuses another ABI and names both versions and the file", async () => {
    using dir = tempDir({
      "other.c": `unsigned bunhelm_abi(void) { return 99; }
        const char *bunhelm_info(void) { return "{\\"abi\\":99,\\"bunhelm\\":\\"9.9.9\\"}"; }`,
    });
    const file = join(dir.path, "other.so");
    const compiler = Bun.spawnSync(["cc", "-shared", "-fPIC", "-o", file, join(dir.path, "other.c")]);
    expect(compiler.stderr.toString()).toBe("");
    const error = await expectCode(loadNative({ file }), "ERR_HELM_LIBRARY_MISMATCH");
    expect(error.details).toMatchObject({
      file,
      found: "ABI 99 (bunhelm 9.9.9)",
      hint: expect.stringContaining("bun run build"),
    });
    for (const part of [file, "ABI 99", "9.9.9", String(error.details.expected)]) expect(error.message).toContain(part);
  });

  test("tries the cache directory, then memory, when Bun cannot extract an embedded one, and names them all", async () => {
    using dir = tempDir();
    const search = { file: "/$bunfs/root/none.so", cacheHome: dir.path };
    const loading = withLibrary(search, (file) => {
      throw new Error(`no ${file}`);
    });
    const error = await expectCode(loading, "ERR_HELM_LIBRARY_NOT_FOUND");
    expect(error.details.tried).toEqual([expect.any(String), join(dir.path, "bunhelm"), "memory"]);
  });

  test("reports the operation that needed it, at the line that started it", async () => {
    const { stdout } = await runScript(
      `import { Helm } from "bunhelm";
      async function deploy() { await new Helm({ env: {} }).releases.list(); }
      try { await deploy() } catch (error) { console.log(error.verb, error.code, error.stack.includes("at deploy")) }`,
      { env: { BUNHELM_LIBRARY: "/does/not/exist.so" } },
    );
    expect(stdout).toBe("releases.list ERR_HELM_LIBRARY_NOT_FOUND true\n");
  });

  test("is tried again at the next call", async () => {
    const { stdout } = await runScript(
      `import { Helm } from "bunhelm";
      const client = new Helm({ env: {} });
      for (const _ of [1, 2]) await client.version().catch((error) => console.log(error.code));
      await client.close();`,
      { env: { BUNHELM_LIBRARY: "/does/not/exist.so" } },
    );
    expect(stdout).toBe("ERR_HELM_LIBRARY_NOT_FOUND\n".repeat(2));
  });
});

describe("unpacking the library", () => {
  test("makes a copy that only this user can write to, once", async () => {
    using dir = tempDir({ "embedded.so": "the library" });
    const cache = join(dir.path, "cache");
    const [file, again] = await Promise.all([1, 2].map(() => unpackLibrary(join(dir.path, "embedded.so"), cache)));
    expect(again).toBe(file as string);
    expect(await Bun.file(file as string).text()).toBe("the library");
    const directory = join(file as string, "..");
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(file as string)).mode & 0o777).toBe(0o700); // it is a program as well
    expect(await readdir(directory)).toEqual(["libbunhelm.so"]);
    const before = (await stat(file as string)).ino;
    await unpackLibrary(join(dir.path, "embedded.so"), cache);
    expect((await stat(file as string)).ino).toBe(before);
  });

  test.skipIf(process.getuid?.() !== 0)("refuses a directory of another user, or in one", async () => {
    for (const theirs of ["cache", "cache/inner"]) {
      using dir = tempDir({ "embedded.so": "the library" });
      const cache = join(dir.path, "cache");
      const file = await unpackLibrary(join(dir.path, "embedded.so"), cache);
      await chown(theirs === "cache" ? cache : join(file, ".."), 65534, 65534);
      await expect(unpackLibrary(join(dir.path, "embedded.so"), cache)).rejects.toThrow("belongs to another user");
    }
  });

  test("replaces what is not the whole library or a link, and closes the directory", async () => {
    using dir = tempDir({ "embedded.so": "the library", "elsewhere.so": "the libraru" });
    const file = await unpackLibrary(join(dir.path, "embedded.so"), dir.path);
    await writeFile(file, "the lib");
    await chmod(join(file, ".."), 0o777);
    await unpackLibrary(join(dir.path, "embedded.so"), dir.path);
    expect(await Bun.file(file).text()).toBe("the library");
    expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);

    await Bun.file(file).delete();
    await symlink(join(dir.path, "elsewhere.so"), file);
    await unpackLibrary(join(dir.path, "embedded.so"), dir.path);
    expect(await Bun.file(file).text()).toBe("the library");
    expect(await Bun.file(join(dir.path, "elsewhere.so")).text()).toBe("the libraru");
  });
});

describe("a file in memory", () => {
  test("has the bytes, and is one for all Workers of a process", async () => {
    const script = `
      import { memoryFile } from ${JSON.stringify(join(root, "src/native/memory.ts"))};
      const file = memoryFile("a-test", new TextEncoder().encode("the library".repeat(100_000)));
      if (Bun.isMainThread) {
        const files = Array.from({ length: 4 }, () => new Promise((resolve) => {
          new Worker(import.meta.path, { smol: true }).onmessage = ({ data }) => resolve(data);
        }));
        const all = new Set([file, ...(await Promise.all(files))]);
        console.log(all.size, (await Bun.file(file).text()).length);
        process.exit();
      } else postMessage(file);`;
    using dir = tempDir({ "program.ts": script });
    await using child = Bun.spawn([bunExe, join(dir.path, "program.ts")], { stdio: ["ignore", "pipe", "inherit"] });
    expect(await child.stdout.text()).toBe("1 1100000\n");
  });
});

describe("an answer that Go does not take", () => {
  const answering = (status: number): Native => new Native({ bunhelm_answer: () => status } as never);

  test.each([-2, -3])("is nothing when its operation has ended: %i", (status) => {
    expect(() => answering(status).answer(1, 2, "{}", new Uint8Array())).not.toThrow();
  });

  test.each([-1, -5])("is told otherwise, so that the operation does not wait for it: %i", (status) => {
    expect(() => answering(status).answer(1, 2, "{}", new Uint8Array())).toThrow(`bunhelm_answer returned ${status}`);
  });
});
