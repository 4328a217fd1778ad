// Charts that come from nowhere: an archive's bytes, and what charts.load has read.
import { describe, expect, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { pack } from "../../lab/helm.ts";
import type { ChartSourceOptions } from "../../src/index.ts";

const helm = newHelm();

describe("a chart that is here already, as bytes or loaded", () => {
  test("is not taken for verified: verify is refused, wherever a chart is asked for", async () => {
    using source = chart();
    using place = tempDir();
    const file = Bun.file(await pack(source, place));
    using loaded = await helm.charts.load(file);
    const options = { verify: true, keyring: "/no/such/keyring" };
    for (const here of [file, await file.bytes(), loaded])
      for (const call of [
        () => helm.charts.template(here, options),
        () => helm.charts.show(here, options),
        () => helm.charts.load(here, options),
        () => helm.releases.install("shop", here, { ...options, dryRun: "client" }),
        () => helm.releases.upgrade("shop", here, { ...options, dryRun: "client" }),
      ])
        expect((await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("verify");
    const bytes = await helm.charts.template(file, options).catch(({ message }: Error) => message);
    expect(bytes).toContain("check them with charts.verify");
  });

  test("comes from nowhere else: what says where from is refused", async () => {
    using source = chart();
    using place = tempDir();
    const file = Bun.file(await pack(source, place));
    using loaded = await helm.charts.load(file);
    const where: ChartSourceOptions[] = [
      { version: "1.0.0" },
      { repo: "https://charts.example.com" },
      { devel: true },
      { keyring: "keys" },
      { username: "ann" },
      { plainHttp: true },
    ];
    for (const here of [file, loaded])
      for (const options of where) {
        const { details } = await expectCode(helm.charts.template(here, options), "ERR_HELM_INVALID_ARGUMENT");
        expect(details.option).toBe(Object.keys(options)[0] as string);
      }
    await helm.charts.template(loaded, { verify: false, devel: false });
    await helm.charts.template(source.path, { version: "9.9.9" }); // as the command, which ignores it for a path
  });
});
