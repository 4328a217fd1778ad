// The image of the Dockerfile's target "example", without a container engine: a root that has the C library and the
// tool, read-only, and a user who owns nothing.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cluster } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { shopChart } from "../../lab/shop.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(120_000);

const libraries = ["/lib64/ld-linux-x86-64.so.2", ...["c.so.6", "pthread.so.0", "dl.so.2", "m.so.6"].map(libraryFile)];

function libraryFile(name: string): string {
  return `/lib/x86_64-linux-gnu/lib${name}`;
}

let image: TempDir;

beforeAll(async () => {
  image = tempDir();
  for (const file of libraries) {
    await mkdir(join(image.path, dirname(file)), { recursive: true });
    await copyFile(file, join(image.path, file));
  }
  await mkdir(join(image.path, "proc"));
  const compiling = Bun.spawn([join(root, ".ci/example"), join(image.path, "deploy")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  expect(await compiling.exited).toBe(0);
  await chmod(image.path, 0o755);
});
afterAll(() => image[Symbol.dispose]());

/** Runs it as process 1 of a container would be run. */
async function run(namespace: string, ...args: string[]): Promise<{ output: string; code: number }> {
  const inside = `mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && mount -o remount,bind,ro "$0" &&
    exec chroot --userspec=65532:65532 "$0" /deploy "$@"`;
  await using child = Bun.spawn(["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, image.path, ...args], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", KUBECONFIG: "/kubeconfig", HELM_NAMESPACE: namespace },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { output: output + errors, code: await child.exited };
}

test.if(process.getuid?.() === 0)("deploys from a read-only root, as a user who can write nowhere", async () => {
  const target = await cluster();
  const namespace = await target.namespace();
  using shop = shopChart();
  await copyFile(target.kubeconfig, join(image.path, "kubeconfig"));
  await chmod(join(image.path, "kubeconfig"), 0o644);
  await mkdir(join(image.path, "chart"));
  const copying = Bun.spawnSync(["cp", "-r", `${shop.path}/.`, join(image.path, "chart")]);
  expect(copying.success).toBe(true);
  const { output, code } = await run(namespace, "shop", "/chart");
  expect({ output, code }).toEqual({ output: expect.stringContaining("shop revision 1 is deployed"), code: 0 });
});
