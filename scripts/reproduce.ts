// bun run reproduce [--platform=NAME ...] [--shared-cache]: builds the last commit twice, in two directories with a home
// each, and compares what comes out byte by byte. Each build compiles everything anew, which takes minutes; with
// --shared-cache what Go has compiled already is used by both, and only C and the linking are done twice.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Complaint, capture, must, run, script } from "../project/command.ts";
import { platform as ownPlatform, root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";

/** Of different lengths, so that a path in a result shows. */
const names = ["one", "another-directory-with-a-longer-name/two"];

async function goEnv(name: string): Promise<string> {
  return (await capture(["go", "env", name]))?.trim() ?? "";
}

/** Builds a platform's engine in a clone of its own. */
async function buildIn(directory: string, platform: string, shareCache: boolean): Promise<Uint8Array> {
  const sources = join(directory, "bunhelm");
  const home = join(directory, "home");
  if (!(await Bun.file(join(sources, "package.json")).exists())) {
    await mkdir(home, { recursive: true });
    await must(["git", "clone", "--quiet", "--no-hardlinks", root, sources], { cwd: directory });
  }
  const env = {
    HOME: home,
    XDG_CACHE_HOME: undefined,
    GOMODCACHE: await goEnv("GOMODCACHE"), // sources only, each checked by go.sum
    GOCACHE: shareCache ? await goEnv("GOCACHE") : join(home, "go-build"),
  };
  const command = [process.execPath, "scripts/build.ts", "library", `--platform=${platform}`];
  if ((await run(command, { cwd: sources, env })) !== 0) throw new Complaint("The build failed: see above.");
  return await Bun.file(join(sources, "lib", platform, platforms[platform]?.file as string)).bytes();
}

await script(async () => {
  const { values } = parseArgs({
    options: { platform: { type: "string", multiple: true }, "shared-cache": { type: "boolean", default: false } },
  });
  const temporary = await mkdtemp(join(tmpdir(), "bunhelm-reproduce-"));
  try {
    let differing = 0;
    for (const platform of values.platform ?? [ownPlatform]) {
      const built: Uint8Array[] = [];
      for (const name of names) built.push(await buildIn(join(temporary, name), platform, values["shared-cache"]));
      const [one, two] = built as [Uint8Array, Uint8Array];
      const at = one.findIndex((byte, index) => byte !== two[index]);
      const isSame = at < 0 && one.length === two.length;
      const digest = new Bun.CryptoHasher("sha256").update(one).digest("hex");
      console.log(
        isSame
          ? `${platform}: the same ${one.length} bytes twice, sha256 ${digest}`
          : `${platform}: ${one.length} and ${two.length} bytes, which differ from byte ${at < 0 ? Math.min(one.length, two.length) : at} on`,
      );
      if (!isSame) differing++;
    }
    return differing === 0 ? 0 : 1;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
});
