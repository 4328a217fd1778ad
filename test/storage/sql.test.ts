// What is special about records in a PostgreSQL database: connections, the tables, failures.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancelPromptly } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import type { CommandResult } from "../../lab/helm.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { Postgres } from "../../lab/postgres.ts";
import { until } from "../../lab/wait.ts";
import { Watcher } from "../../lab/watcher.ts";
import { Wire } from "../../lab/wire.ts";
import type { Helm, HelmError, HelmOptions } from "../../src/index.ts";

setDefaultTimeout(120_000);

const shop: TempDir = chart({
  values: { text: "one", isSlow: false },
  templates: {
    "a.yaml": configMap("a", { text: "{{ .Values.text }}" }),
    "slow.yaml": `{{ if .Values.isSlow }}${deployment("web", { readyAfter: "1h" })}{{ end }}`,
  },
});
afterAll(() => shop[Symbol.dispose]());

/** A namespace, an empty database, and clients of both. */
class Site implements AsyncDisposable {
  readonly fixture: Fixture;
  readonly postgres: Postgres;
  readonly database: string;

  private constructor(fixture: Fixture, postgres: Postgres, database: string) {
    this.fixture = fixture;
    this.postgres = postgres;
    this.database = database;
  }

  static async make(): Promise<Site> {
    const postgres = await Postgres.shared();
    return new Site(await Fixture.make(), postgres, await postgres.database());
  }

  client(connection: string = this.postgres.url(this.database), options: HelmOptions = {}): Helm {
    return this.fixture.client({ driver: "sql", driverSqlConnectionString: connection, ...options });
  }

  connections(): Promise<number> {
    return this.postgres.connections(this.database);
  }

  /** Runs the helm command with its records in the database. */
  helmCommand(...args: string[]): Promise<CommandResult> {
    const connection = this.postgres.url(this.database);
    return this.fixture.helmCommandWith({ HELM_DRIVER: "sql", HELM_DRIVER_SQL_CONNECTION_STRING: connection }, ...args);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.fixture[Symbol.asyncDispose]();
  }
}

/** All that a user may read of an error, but for the lines of source that Bun shows. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return Bun.inspect(error);
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join(" ");
}

describe("the helm command and bunhelm in one database", () => {
  test.concurrent("go on with each other's releases", async () => {
    await using site = await Site.make();
    const { releases } = site.client();
    await releases.install("shop", shop.path, { labels: { team: "blue" } });
    const upgraded = await site.helmCommand("upgrade", "shop", shop.path, "--set", "text=two", "--wait");
    expect(upgraded).toMatchObject({ exitCode: 0 });
    expect(await releases.getValues("shop")).toEqual({ text: "two" });
    expect((await releases.getMetadata("shop")).labels).toEqual({ team: "blue" });
    await releases.rollback("shop", { revision: 1 });
    const history = JSON.parse((await site.helmCommand("history", "shop", "--output", "json")).stdout);
    expect(history).toMatchObject([{ revision: 1 }, { revision: 2 }, { revision: 3, description: "Rollback to 1" }]);
    expect(await site.helmCommand("uninstall", "shop", "--wait")).toMatchObject({ exitCode: 0 });
    await expectCode(releases.status("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
  });

  test.concurrent("may be the first to use it at the same moment", async () => {
    for (let round = 0; round < 3; round++) {
      await using site = await Site.make();
      await using other = await Site.make();
      const clients = [site.client(), site.client(), other.client(), other.client()];
      const both = clients.map(
        async ({ releases }, n) => (await releases.install(`shop-${n}`, shop.path, { takeOwnership: true })).name,
      );
      const [command, ...names] = await Promise.all([site.helmCommand("list", "--output", "json"), ...both]);
      expect(names).toEqual(["shop-0", "shop-1", "shop-2", "shop-3"]);
      // The command knows no second try: it may lose, bunhelm may not.
      if (command?.exitCode !== 0) expect(command?.stderr).toMatch(/already exists|duplicate key|concurrently/);
    }
  });
});

describe("connections to a database", () => {
  test.concurrent("are few, however many operations there are, and go with the last client", async () => {
    await using site = await Site.make();
    const [one, two] = [site.client(), site.client()];
    let most = 0;
    let isOver = false;
    const counting = (async () => {
      while (!isOver) most = Math.max(most, await site.connections());
    })();
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? one : two).releases.list()));
    const names = Array.from({ length: 10 }, (_, n) => `shop-${n}`);
    await Promise.all(names.map((name) => one.releases.install(name, shop.path, { takeOwnership: true })));
    await Promise.all(names.map((name) => two.releases.uninstall(name)));
    isOver = true;
    await counting;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(16);
    await until(async () => (await site.connections()) <= 2);
    await one.close();
    expect(await two.releases.list()).toEqual([]);
    expect(await site.connections()).toBeGreaterThan(0);
    await two.close();
    await until(async () => (await site.connections()) === 0);
  });

  test.concurrent("that the server has ended are replaced without anybody's notice", async () => {
    await using site = await Site.make();
    const { releases } = site.client();
    await releases.install("shop", shop.path);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${site.database}'`;
    for (let round = 0; round < 5; round++) {
      await Promise.all([releases.list(), releases.list(), releases.list()]);
      await site.postgres.sql.unsafe(end);
      expect(await releases.status("shop", { resources: false })).toMatchObject({ revision: 1 });
    }
  });

  test.concurrent("find a database that was made anew", async () => {
    await using site = await Site.make();
    const { releases } = site.client();
    await releases.install("shop", shop.path);
    await site.postgres.query(site.database, "DROP TABLE releases_v1, custom_labels_v1, gorp_migrations");
    const error = await expectCode(releases.list(), "ERR_HELM_STORAGE_FAILED");
    expect(error.details).toMatchObject({ reason: "Refused", sqlState: "42P01" });
    expect(await releases.list()).toEqual([]);
  });
});

describe("two clients of one database", () => {
  test.concurrent("do not upgrade one release at once", async () => {
    await using site = await Site.make();
    const [one, two] = [site.client(), site.client()];
    await one.releases.install("shop", shop.path);
    const ends = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => (n % 2 ? one : two).releases.upgrade("shop", shop.path)),
    );
    const failures = ends.flatMap((end) => (end.status === "rejected" ? [(end.reason as HelmError).code] : []));
    expect(failures.length).toBeLessThan(6);
    for (const code of failures) expect(code).toBe("ERR_HELM_RELEASE_PENDING");
    const history = await two.releases.history("shop");
    expect(history.at(-1)).toMatchObject({ revision: 7 - failures.length, status: "deployed" });
  });

  test.concurrent("do not install one release twice", async () => {
    await using site = await Site.make();
    const clients = Array.from({ length: 5 }, () => site.client());
    const ends = await Promise.allSettled(clients.map(({ releases }) => releases.install("shop", shop.path)));
    const failures = ends.flatMap((end) => (end.status === "rejected" ? [(end.reason as HelmError).code] : []));
    expect(failures).toHaveLength(4);
    for (const code of failures) expect(code).toMatch(/^ERR_HELM_RELEASE_(PENDING|EXISTS)$/);
    expect(await site.client().releases.history("shop")).toMatchObject([{ revision: 1, status: "deployed" }]);
  });
});

describe("a database that cannot be used is STORAGE_FAILED", () => {
  const cases: [string, (site: Site) => string | Promise<string>, object][] = [
    [
      "refuses the password",
      (s) => s.postgres.url(s.database, "helm", "secret-but-wrong"),
      { reason: "Unauthorized", sqlState: "28P01" },
    ],
    ["knows no such user", (s) => s.postgres.url(s.database, "nobody"), { reason: "Unauthorized" }],
    ["has not been made", (s) => s.postgres.url("nowhere"), { reason: "Refused", sqlState: "3D000" }],
    [
      "runs on no known host",
      (s) => s.postgres.url(s.database, "helm", undefined, "database.invalid"),
      { reason: "Unreachable" },
    ],
    ["does not run", (s) => s.postgres.url(s.database).replace(/:\d+\//, ":1/"), { reason: "Unreachable" }],
    [
      "speaks no TLS, which is the default",
      (s) => s.postgres.url(s.database).replace(/\?.*/, ""),
      { reason: "Unreachable" },
    ],
    ["lets the user make no table", mute, { reason: "Forbidden", sqlState: "42501" }],
  ];

  /** A database in which the user may do nothing. */
  async function mute({ postgres, database }: Site): Promise<string> {
    await postgres.sql.unsafe(`ALTER DATABASE ${database} OWNER TO postgres`);
    await postgres.query(database, "ALTER SCHEMA public OWNER TO postgres");
    return postgres.url(database);
  }

  test.concurrent.each(cases)("when it %s", async (_, connection, details) => {
    await using site = await Site.make();
    const events: unknown[] = [];
    const logs: unknown[] = [];
    const client = site.client(await connection(site), { onLog: (line) => logs.push(line) });
    const operation = client.releases.install("shop", shop.path, { onEvent: (event) => events.push(event) });
    const error = await expectCode(operation, "ERR_HELM_STORAGE_FAILED");
    expect(error.details).toMatchObject(details);
    expect(error.details.server).toMatch(/^[a-z0-9.]+:\d+\/\w+$/);
    expect(error.message).toContain(error.details.server);
    expect(error.details.hint).toBeString();
    const seen = everythingIn(error) + Bun.inspect([events, logs], { depth: 20 });
    expect(seen).not.toContain("not-to-be-seen");
    expect(seen).not.toContain("secret-but-wrong");
    await expectCode(client.releases.list(), "ERR_HELM_STORAGE_FAILED");
    await until(async () => (await site.connections()) <= 2); // failures leave none behind
    await site.fixture.helm.releases.install("shop", shop.path); // nothing of it was begun
  });

  const malformed = [
    "postgres://helm:not-to-be-seen@127.0.0.1:many/test",
    "password=not-to-be-seen host",
    "not-to-be-seen",
    "sslmode=not-to-be-seen",
  ];
  test.concurrent.each(malformed)("but a connection string that is none is INVALID_ARGUMENT", async (connection) => {
    await using fixture = await Fixture.make();
    const client = fixture.client({ driver: "sql", driverSqlConnectionString: connection });
    const error = await expectCode(client.releases.list(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("driverSqlConnectionString");
    expect(everythingIn(error)).not.toContain("not-to-be-seen");
  });
});

describe("a connection string", () => {
  test.concurrent("may leave to the client's environment what that has", async () => {
    await using site = await Site.make();
    const { port, password } = site.postgres;
    const env = {
      HELM_DRIVER: "sql",
      HELM_DRIVER_SQL_CONNECTION_STRING: "host=127.0.0.1 sslmode=disable",
      PGPORT: String(port),
      PGUSER: "helm",
      PGPASSWORD: password,
      PGDATABASE: site.database,
    };
    expect(await site.fixture.client({ env }).releases.list()).toEqual([]);
    expect(await site.connections()).toBeGreaterThan(0);
  });
});

/** A client whose database can be made silent; impatient: another on the same connections, with these options. */
async function silent(
  options?: HelmOptions,
): Promise<{ site: Site; wire: Wire; connection: string; helm: Helm; impatient: Helm } & AsyncDisposable> {
  const site = await Site.make();
  const wire = await Wire.to(site.postgres.port);
  const connection = site.postgres.url(site.database).replace(/:\d+\//, `:${wire.port}/`);
  const helm = site.client(connection);
  const impatient = site.client(connection, options);
  const dispose = async (): Promise<void> => {
    await wire[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  };
  return { site, wire, connection, helm, impatient, [Symbol.asyncDispose]: dispose };
}

describe("a database that is slow", () => {
  test("is not said to be silent by those who wait for others of this process", async () => {
    await using here = await silent({ requestTimeout: "2s" });
    await here.helm.releases.install("shop", shop.path);
    here.wire.delay = 150;
    const start = performance.now();
    const lists = await Promise.all(Array.from({ length: 60 }, () => here.impatient.releases.history("shop")));
    expect(performance.now() - start).toBeGreaterThan(2_000);
    for (const list of lists) expect(list).toHaveLength(1);
  });

  test("and then silent fails all that wait, within a time for each place and one more", async () => {
    await using here = await silent({ requestTimeout: "2s" });
    await here.helm.releases.install("shop", shop.path);
    here.wire.isSilent = true;
    const start = performance.now();
    const lists = Array.from({ length: 60 }, () =>
      expectCode(here.impatient.releases.history("shop"), "ERR_HELM_STORAGE_FAILED"),
    );
    for (const error of await Promise.all(lists)) expect(error.message).toEndWith("it has not answered within 2s");
    expect(performance.now() - start).toBeLessThan(12_000);
  });
});

describe("a database that falls silent", () => {
  test.concurrent("holds up no cancel, neither when it is connected to nor later", async () => {
    await using here = await silent();
    here.wire.isSilent = true;
    const first = here.helm.releases.list();
    await until(() => here.wire.swallowed > 0);
    await cancelPromptly(first, "connecting");
    await goneFromGo(first);
    here.wire.isSilent = false;
    await here.helm.releases.install("shop", shop.path);
    here.wire.isSilent = true;
    here.wire.swallowed = 0;
    const second = here.helm.releases.upgrade("shop", shop.path);
    await until(() => here.wire.swallowed > 0);
    await cancelPromptly(second, "reading");
    await goneFromGo(second);
  });

  test.concurrent("while a release waits for its pods lets a cancel end, though not repair", async () => {
    await using here = await silent();
    const { cluster, namespace } = here.site.fixture;
    const sql = { driver: "sql", driverSqlConnectionString: here.connection } as const;
    const helm = newHelm({ kubeconfig: cluster.kubeconfig, namespace, ...sql }); // its end is an error
    await helm.releases.install("shop", shop.path);
    const watcher = new Watcher();
    const slow = helm.releases.upgrade("shop", shop.path, { values: { isSlow: true }, onEvent: watcher.onEvent });
    await watcher.seen(({ type }) => type === "readiness");
    here.wire.isSilent = true;
    await cancelPromptly(slow, "repairing", 6000);
    await goneFromGo(slow, 100_000);
    await expectCode(helm.close(), "ERR_HELM_RECORD_NOT_WRITTEN");
    here.wire.isSilent = false;
    here.wire.cut();
    const other = here.site.client();
    expect(await other.releases.status("shop", { resources: false })).toMatchObject({
      revision: 2,
      status: "pending-upgrade",
    });
  });

  test.concurrent("without a cancel fails what is asked of it, at the client's requestTimeout", async () => {
    await using here = await silent({ requestTimeout: "2s" });
    here.wire.isSilent = true;
    const connecting = await expectCode(here.impatient.releases.list(), "ERR_HELM_STORAGE_FAILED");
    here.wire.isSilent = false;
    await here.helm.releases.install("shop", shop.path);
    here.wire.isSilent = true;
    const reading = await expectCode(here.impatient.releases.history("shop"), "ERR_HELM_STORAGE_FAILED");
    for (const error of [connecting, reading]) {
      expect(error.message).toEndWith("cannot be used: it has not answered within 2s");
      expect(error).toMatchObject({ retryable: true, details: { reason: "Unreachable" } });
      expect(error.details.hint).toContain("requestTimeout");
    }
    here.wire.isSilent = false;
    here.wire.cut();
    expect(await here.helm.releases.history("shop")).toHaveLength(1);
  });

  test.concurrent("before a record's last write does not hold up the end, which says how it stands", async () => {
    // Both are long enough for what is answered until then.
    await using here = await silent({ requestTimeout: "10s", repairTimeout: "1s" });
    await here.helm.releases.install("shop", shop.path);
    const watcher = new Watcher();
    const options = { values: { isSlow: true }, timeout: "20s", onEvent: watcher.onEvent };
    const slow = here.impatient.releases.upgrade("shop", shop.path, options);
    const ended = expectCode(slow, "ERR_HELM_WAIT_TIMEOUT");
    await watcher.seen(({ type }) => type === "readiness");
    here.wire.isSilent = true;
    const { details } = await ended;
    expect(details.unwritten).toMatchObject({ revision: 2, cluster: "failed" });
  });

  test.concurrent("and whose connections break fails what is under way, and nothing after it", async () => {
    await using here = await silent();
    await here.helm.releases.install("shop", shop.path);
    here.wire.isSilent = true;
    const reading = here.helm.releases.get("shop");
    await until(() => here.wire.swallowed > 0);
    here.wire.isClosed = true;
    here.wire.cut();
    const error = await expectCode(reading, "ERR_HELM_STORAGE_FAILED");
    expect(error.details.reason).toBe("Unreachable");
    here.wire.isSilent = here.wire.isClosed = false;
    expect(await here.helm.releases.get("shop")).toMatchObject({ revision: 1 });
  });
});
