import { messageOf } from "./error.ts";

/** A value as JSON, with what JSON cannot carry beside it. */
export interface Encoded {
  readonly json: string;
  /** The bytes that `{"$bytes": index}` stands for. */
  readonly attachments: readonly Uint8Array[];
  /** The functions that `{"$function": index}` stands for. */
  readonly functions: readonly EncodedFunction[];
  /** What `{"$chart": id}` stands for: each is retained, and must be released. */
  readonly handles: readonly Handle[];
}

/** Something that Go keeps, as long as somebody here uses it. */
export interface Handle {
  readonly id: number;
  /** For people, such as "shop 1.0.0". */
  readonly name: string;
  readonly isClosed: boolean;
  retain(): void;
  release(): void;
}

/** Where an object has its handle. `bun --hot` evaluates this module again, so it is a shared symbol. */
export const handle: unique symbol = Symbol.for("bunhelm.handle") as never;

/** A function among the options, called when Go asks for it. */
export type EncodedFunction = (argument: string) => unknown;

/** A value that cannot be sent without changing it. */
export class UnencodableError extends Error {
  /** Where it is, such as "values.image.tag". */
  readonly option: string;

  constructor(option: string, problem: string, cause?: unknown) {
    super(`${option} ${problem}`, { cause });
    this.option = option;
  }
}

const deepest = 1000; // Go reads no more than ten times that, and nobody writes as much

/**
 * Writes options as JSON by the kind of each part, never by what it is for. Properties that are
 * undefined are left out, and so are such elements of an option that is a list. Bytes are copied, so the caller may reuse them. Only a Blob, which
 * is read asynchronously, makes the result a promise.
 */
export function encode(value: object): Encoded | Promise<Encoded> {
  return new Encoder().encode(value);
}

interface PendingBlob {
  readonly blob: Blob;
  readonly path: string;
  readonly index: number;
}

class Encoder {
  readonly #attachments: Uint8Array[] = [];
  readonly #functions: EncodedFunction[] = [];
  readonly #handles: Handle[] = [];
  readonly #blobs: PendingBlob[] = [];
  readonly #parents: object[] = [];
  /** What is being written. */
  #path = "";

  encode(value: object): Encoded | Promise<Encoded> {
    const json = this.#writeAll(value);
    const encoded = { json, attachments: this.#attachments, functions: this.#functions, handles: this.#handles };
    return this.#blobs.length === 0 ? encoded : this.#readBlobs().then(() => encoded);
  }

  /** What is read may be a getter or a proxy, and throw anything. */
  #writeAll(value: object): string {
    try {
      return this.#writeObject(value, "");
    } catch (error) {
      this.#releaseAll();
      if (error instanceof UnencodableError) throw error;
      throw new UnencodableError(this.#path, `cannot be read: ${messageOf(error)}`, error);
    }
  }

  #write(value: unknown, path: string): string | undefined {
    this.#path = path;
    switch (typeof value) {
      case "undefined":
        return undefined;
      case "string":
      case "boolean":
        return JSON.stringify(value);
      case "number":
        if (!Number.isFinite(value)) throw new UnencodableError(path, `is ${value}, which JSON has no word for`);
        return JSON.stringify(value);
      case "function":
        this.#refuseWithin(path, "a function");
        return `{"$function":${this.#functions.push(value as EncodedFunction) - 1}}`;
      case "object":
        return value === null ? "null" : this.#writeObject(value, path);
      default:
        throw new UnencodableError(path, `is a ${typeof value}, which cannot be sent`);
    }
  }

  #writeObject(value: object, path: string): string {
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
      this.#refuseWithin(path, "bytes");
      return this.#attach(new Uint8Array(value instanceof ArrayBuffer ? value.slice() : value));
    }
    if (value instanceof Blob) {
      this.#refuseWithin(path, "a Blob");
      this.#blobs.push({ blob: value, path, index: this.#attachments.length });
      return this.#attach(new Uint8Array());
    }
    if (value instanceof URL) {
      if (!this.#isInList()) this.#refuseWithin(path, "a URL");
      return JSON.stringify(urlText(value, path));
    }
    if (handle in value) return this.#retain(value[handle] as Handle, path);
    if (this.#parents.includes(value)) throw new UnencodableError(path, "contains itself");
    if (this.#parents.length > deepest) {
      throw new UnencodableError(path.split(/[.[]/, 1)[0] as string, `is nested deeper than ${deepest} levels`);
    }
    this.#parents.push(value);
    const json = Array.isArray(value) ? this.#writeArray(value, path) : this.#writePlain(value, path);
    this.#parents.pop();
    return json;
  }

  #writeArray(value: readonly unknown[], path: string): string {
    const parts: string[] = [];
    for (let index = 0; index < value.length; index++) {
      const place = (this.#path = `${path}[${index}]`);
      const json = this.#write(value[index], place);
      if (json !== undefined) parts.push(json);
      else if (!this.#isInList()) throw new UnencodableError(place, "is undefined, which cannot be sent as data");
    }
    return `[${parts.join(",")}]`;
  }

  #writePlain(value: object, path: string): string {
    if (!isPlain(value)) {
      const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value as unknown;
      const kind = typeof tag === "string" ? tag : value.constructor?.name || "class instance";
      throw new UnencodableError(path, `is a ${kind}: use plain objects, arrays, strings and numbers`);
    }
    const parts: string[] = [];
    for (const key of Object.keys(value)) {
      const place = (this.#path = path === "" ? key : `${path}.${key}`);
      const json = this.#write((value as Record<string, unknown>)[key], place);
      if (json !== undefined) parts.push(`${JSON.stringify(key)}:${json}`);
    }
    return `{${parts.join(",")}}`;
  }

  /** What JSON cannot carry is an option itself, never a part of one: values are data. */
  #refuseWithin(path: string, what: string): void {
    if (this.#parents.length > 1) throw new UnencodableError(path, `is ${what}, which cannot be sent as data`);
  }

  /** Whether this is an element of an option that is a list. */
  #isInList(): boolean {
    return this.#parents.length === 2 && Array.isArray(this.#parents[1]);
  }

  #attach(bytes: Uint8Array): string {
    return `{"$bytes":${this.#attachments.push(bytes) - 1}}`;
  }

  #retain(kept: Handle, path: string): string {
    this.#refuseWithin(path, "a chart");
    if (kept.isClosed) throw new UnencodableError(path, `is closed (${kept.name})`);
    kept.retain();
    this.#handles.push(kept);
    return `{"$chart":${kept.id}}`;
  }

  #releaseAll(): void {
    for (const kept of this.#handles.splice(0)) kept.release();
  }

  async #readBlobs(): Promise<void> {
    for (const { blob, path, index } of this.#blobs) {
      try {
        this.#attachments[index] = await blob.bytes();
      } catch (error) {
        this.#releaseAll();
        throw new UnencodableError(path, `cannot be read: ${messageOf(error)}`, error);
      }
    }
  }
}

// Object.prototype is known by what it owns, because other realms, such as those of node:vm, have
// another. What has a tag of its own, such as Math, is plain to the prototype only.
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return Object.hasOwn(prototype, "hasOwnProperty") && !Object.hasOwn(value, Symbol.toStringTag);
}

function urlText(url: URL, path: string): string {
  if (url.protocol !== "file:") return url.href;
  try {
    return Bun.fileURLToPath(url);
  } catch (error) {
    throw new UnencodableError(path, `is ${url.href}, which is not the path of a file`, error);
  }
}
