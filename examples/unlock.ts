// bun examples/unlock.ts NAME: frees a release that a killed process left pending.
//
// Run it only if nothing works on the release any more.
import { helm } from "bunhelm";

const name = process.argv[2];
if (name === undefined) {
  console.error("usage: bun examples/unlock.ts NAME");
  process.exit(2);
}

const revisions = await helm.releases.history(name);
const last = revisions.at(-1);
if (last === undefined || !/^(pending-|uninstalling$)/.test(last.status)) {
  console.log(`${name} is ${last?.status}: there is nothing to do`);
} else {
  const good = revisions.findLast(({ status }) => status === "deployed" || status === "superseded");
  if (good !== undefined && last.status !== "uninstalling") {
    const { revision } = await helm.releases.rollback(name, { revision: good.revision });
    console.log(`${name} is back at revision ${good.revision}, as revision ${revision}`);
  } else {
    await helm.releases.uninstall(name); // nothing of it ever worked, or it was on its way out
    console.log(`${name} is uninstalled`);
  }
}
