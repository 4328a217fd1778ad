// What goes wrong with a cluster: each usage with its code, the words of the message, and the hint.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture, type Rule } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import type { Helm, HelmErrorCode, HelmEvent } from "../../src/index.ts";

setDefaultTimeout(120_000);

/** Words of Helm's and Go's own code that say nothing to a reader. */
const inner =
  /(list|query|create|get|update): failed to|check failed|apply failed|unable to|could not get|unmarshal|%!|interface ?\{\}/;

interface Usage {
  usage: string;
  /** What the user may do in the namespace. @default everything */
  rules?: Rule[];
  call: (helm: Helm, path: string, namespace: string) => PromiseLike<unknown>;
  code: HelmErrorCode;
  message: string | RegExp;
  hint: string | RegExp;
}

const secrets = (...verbs: string[]): Rule => ({ apiGroups: [""], resources: ["secrets"], verbs });
const records = "Helm stores its release records there, and needs to get, list, create, update and delete";

const usages: Usage[] = [
  {
    usage: "an upgrade of nothing",
    call: ({ releases }, path) => releases.upgrade("ghost", path),
    code: "ERR_HELM_RELEASE_NOT_FOUND",
    message: 'there is no release "ghost" in namespace "NS"',
    hint: "install: true installs a release that does not exist yet",
  },
  {
    usage: "an uninstall of nothing",
    call: ({ releases }) => releases.uninstall("ghost"),
    code: "ERR_HELM_RELEASE_NOT_FOUND",
    message: 'there is no release "ghost" in namespace "NS"',
    hint: "ignoreNotFound: true treats a release that does not exist as uninstalled",
  },
  {
    usage: "a list by somebody who may list nothing",
    rules: [],
    call: ({ releases }) => releases.list(),
    code: "ERR_HELM_FORBIDDEN",
    message: /^secrets is forbidden: User ".*" cannot list resource "secrets" in API group "" in the namespace "NS"/,
    hint: `a Role in namespace "NS" must let this user list secrets; ${records}`,
  },
  {
    usage: "an install by somebody who may write no record",
    rules: [secrets("get", "list"), { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] }],
    call: ({ releases }, path) => releases.install("shop", path),
    code: "ERR_HELM_FORBIDDEN",
    message: /^secrets is forbidden: User ".*" cannot create resource "secrets"/,
    hint: `a Role in namespace "NS" must let this user create secrets; ${records}`,
  },
  {
    usage: "a list of all namespaces by somebody who may see one",
    rules: [secrets("*")],
    call: ({ releases }) => releases.list({ allNamespaces: true }),
    code: "ERR_HELM_FORBIDDEN",
    message: /^secrets is forbidden: User ".*" cannot list resource "secrets" in API group "" at the cluster scope/,
    hint: `a ClusterRole must let this user list secrets; ${records}`,
  },
  {
    usage: "an install in a namespace that is not there",
    call: ({ releases }, path, namespace) => releases.install("shop", path, { namespace: `${namespace}-not` }),
    code: "ERR_HELM_API_SERVER",
    message: /namespaces "NS-not" not found/,
    hint: "set createNamespace: true, or create the namespace first",
  },
  {
    usage: "an object in another namespace that is not there",
    call: ({ releases }, path, namespace) =>
      releases.install("shop", path, { values: { other: `${namespace}-not` }, createNamespace: true }),
    code: "ERR_HELM_API_SERVER",
    message: /namespaces "NS-not" not found/,
    hint: 'namespace "NS-not" does not exist: create it first, or in the chart; createNamespace creates only the release\'s own namespace',
  },
  {
    usage: "a release whose record is too large",
    call: ({ releases }, path) => releases.install("shop", path, { values: { noise: noise(3_000_000) } }),
    code: "ERR_HELM_RELEASE_TOO_LARGE",
    message:
      /^the record of release "shop" is [\d,]+ bytes, but the limit is 1,048,576; the largest files of the chart are files\/big\.txt \(20,000 bytes\), templates\/b\.yaml \(\d+ bytes\), templates\/a\.yaml \(\d+ bytes\)$/,
    hint: /^a release's record contains the compressed chart, values and manifest/,
  },
];

/** Text that does not compress. */
function noise(length: number): string {
  const bytes = new Uint8Array(length / 2);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes.toHex();
}

describe.concurrent("a message says what is wrong, and what to do:", () => {
  test.concurrent.each(usages)("$usage", async ({ rules, call, code, message, hint }) => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml":
          "{{ with .Values.other }}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: {{ . }}}\n{{ end }}",
      },
      files: { "files/big.txt": "x".repeat(20_000) },
    });
    const helm = rules ? fixture.client({ kubeconfig: await fixture.userWith("somebody", rules) }) : fixture.helm;
    const error = await expectCode(call(helm, shop.path, fixture.namespace) as Promise<unknown>, code);
    const said = (text = ""): string => text.replaceAll(fixture.namespace, "NS");
    const compare = (text: string, wanted: string | RegExp): void => {
      if (typeof wanted === "string") expect(text).toBe(wanted);
      else expect(text).toMatch(wanted);
    };
    compare(said(error.message), message);
    compare(said((error.details as { hint?: string }).hint), hint);
    expect(error.message).not.toMatch(inner);
  });

  test.concurrent("a test of a release without tests is a warning: nothing was tested", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", shop.path);
    const events: HelmEvent[] = [];
    const { tests } = await fixture.helm.releases.test("shop", { onEvent: (event) => void events.push(event) });
    expect(tests).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "log",
        level: "warn",
        message: 'release "shop" has no tests to run: nothing was tested',
      }),
    );
  });
});
