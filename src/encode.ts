import { messageOf } from "./error.ts";
import { type Handle, handle } from "./handle.ts";

/** A value as JSON, and beside it what JSON cannot represent. */
export interface Encoded {
  readonly json: string;
  /** The bytes that `{"$bytes": index}` stands for. */
  readonly attachments: readonly Uint8Array[];
  /** The functions that `{"$function": index}` stands for. */
  readonly functions: readonly EncodedFunction[];
  /** The charts that `{"$chart": id}` stands for: each is retained, and must be released. */
  readonly handles: readonly Handle[];
  /** JSON of the long options, which are not in `json`: each with the index of the attachment that is its JSON. */
  readonly apart: string;
}

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

const deepest = 1000; // Go reads up to ten times that

/**
 * Writes options as JSON by the kind of each part, never by its meaning. Undefined properties are left out,
 * as are undefined elements of an option that is a list. Bytes are copied, so the caller may reuse them. Only
 * a Blob, which is read asynchronously, makes the result a promise. An option whose JSON is longer than
 * `longest` becomes an attachment.
 */
export function encode(value: object, longest: number = Number.POSITIVE_INFINITY): Encoded | Promise<Encoded> {
  return new Encoder(longest).encode(value);
}

const encoder = new TextEncoder();

/** The options whose values may be functions, and how Go calls those. */
const functionsIn: Readonly<Record<string, ((given: EncodedFunction) => EncodedFunction) | undefined>> = {
  readiness: withJson,
};

/** A function that takes JSON and returns some, around one that takes and returns what it stands for. */
function withJson(given: (argument: never) => unknown): EncodedFunction {
  return async (argument) => {
    const answer = await given(JSON.parse(argument) as never);
    return JSON.stringify(typeof answer === "string" ? { status: answer } : answer) ?? "undefined";
  };
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
  /** The keys that lead to what is being written; they become a path only for an error. */
  readonly #steps: (string | number)[] = [];
  readonly #apart: string[] = [];
  readonly #longest: number;

  constructor(longest: number) {
    this.#longest = longest;
  }

  encode(value: object): Encoded | Promise<Encoded> {
    const json = this.#writeAll(value);
    const encoded = {
      json,
      attachments: this.#attachments,
      functions: this.#functions,
      handles: this.#handles,
      apart: `{${this.#apart.join()}}`,
    };
    return this.#blobs.length === 0 ? encoded : this.#readBlobs().then(() => encoded);
  }

  /** Properties may be getters or belong to a proxy, and throw anything. */
  #writeAll(value: object): string {
    try {
      return this.#writeObject(value);
    } catch (error) {
      this.#releaseAll();
      if (error instanceof UnencodableError) throw error;
      throw this.#refusal(`cannot be read: ${messageOf(error)}`, error);
    }
  }

  #write(value: unknown): string | undefined {
    switch (typeof value) {
      case "undefined":
        return undefined;
      case "string":
        return this.#writeText(value);
      case "boolean":
        return value ? "true" : "false";
      case "number":
        if (!Number.isFinite(value)) throw this.#refusal(`is ${value}, which JSON cannot represent`);
        return String(value === 0 ? 0 : value); // JSON has no -0
      case "function":
        return this.#writeFunction(value as EncodedFunction);
      case "object":
        return value === null ? "null" : this.#writeObject(value);
      default:
        throw this.#refusal(`is a ${typeof value}, which cannot be sent`);
    }
  }

  /** A function may be an option, or stand in one whose values are functions. */
  #writeFunction(value: EncodedFunction): string {
    const made = this.#parents.length === 2 ? functionsIn[this.#steps[0] as string]?.(value) : undefined;
    if (made === undefined) this.#refuseWithin("a function");
    return `{"$function":${this.#functions.push(made ?? value) - 1}}`;
  }

  /** JSON can escape half of a surrogate pair, but UTF-8 cannot represent it: it would become U+FFFD. */
  #writeText(value: string): string {
    if (!value.isWellFormed()) throw this.#refusal("has half of a surrogate pair, which is not a character");
    return JSON.stringify(value);
  }

  #writeObject(value: object): string {
    const json = this.#parents.length === 1 ? dataAsJson(value) : undefined;
    if (json !== undefined) return json;
    if (Array.isArray(value)) return this.#writeWithin(value, this.#writeArray);
    if (isPlain(value)) return this.#writeWithin(value, this.#writePlain);
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
      this.#refuseWithin("bytes");
      return this.#attach(new Uint8Array(value instanceof ArrayBuffer ? value.slice() : value));
    }
    if (value instanceof Blob) {
      this.#refuseWithin("a Blob");
      this.#blobs.push({ blob: value, path: this.#path(), index: this.#attachments.length });
      return this.#attach(new Uint8Array());
    }
    if (value instanceof URL) {
      if (!this.#isInList()) this.#refuseWithin("a URL");
      return this.#writeText(this.#urlText(value));
    }
    if (handle in value) return this.#retain(value[handle] as Handle);
    const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value as unknown;
    const kind = typeof tag === "string" ? tag : value.constructor?.name || "class instance";
    throw this.#refusal(`is a ${kind}: use plain objects, arrays, strings and numbers`);
  }

  #writeWithin<T extends object>(value: T, write: (value: T) => string): string {
    if (this.#parents.includes(value)) throw this.#refusal("contains itself");
    if (this.#parents.length > deepest) {
      this.#steps.length = 1;
      throw this.#refusal(`is nested deeper than ${deepest} levels`);
    }
    this.#parents.push(value);
    const json = write.call(this, value);
    this.#parents.pop();
    return json;
  }

  #writeArray(value: readonly unknown[]): string {
    let json = "[";
    const depth = this.#steps.length;
    for (let index = 0; index < value.length; index++) {
      this.#steps[depth] = index;
      const part = this.#write(value[index]);
      if (part !== undefined) json += json.length > 1 ? `,${part}` : part;
      else if (!this.#isInList()) throw this.#refusal("is undefined, which cannot be sent as data");
    }
    this.#steps.length = depth;
    return `${json}]`;
  }

  #writePlain(value: object): string {
    let json = "{";
    const depth = this.#steps.length;
    for (const key of Object.keys(value)) {
      this.#steps[depth] = key;
      const part = this.#write((value as Record<string, unknown>)[key]);
      if (part === undefined) continue;
      const name = this.#writeText(key);
      if (depth > 0 || part.length <= this.#longest) json += `${json.length > 1 ? "," : ""}${name}:${part}`;
      else this.#apart.push(`${name}:${this.#attachments.push(encoder.encode(part)) - 1}`);
    }
    this.#steps.length = depth;
    return `${json}}`;
  }

  /** Where the encoder is, such as "values.image.tags[0]". */
  #path(): string {
    return this.#steps.reduce<string>(
      (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
      "",
    );
  }

  #refusal(problem: string, cause?: unknown): UnencodableError {
    return new UnencodableError(this.#path(), problem, cause);
  }

  /** What JSON cannot represent may be an option, but not a part of one: values are data. */
  #refuseWithin(what: string): void {
    if (this.#parents.length > 1) throw this.#refusal(`is ${what}, which cannot be sent as data`);
  }

  /** Whether this is an element of an option that is a list. */
  #isInList(): boolean {
    return this.#parents.length === 2 && Array.isArray(this.#parents[1]);
  }

  #attach(bytes: Uint8Array): string {
    return `{"$bytes":${this.#attachments.push(bytes) - 1}}`;
  }

  #retain(kept: Handle): string {
    this.#refuseWithin("a chart");
    if (kept.isClosed) throw this.#refusal(`is closed (${kept.name})`);
    kept.retain();
    this.#handles.push(kept);
    return `{"$chart":${kept.id}}`;
  }

  #releaseAll(): void {
    for (const kept of this.#handles.splice(0)) kept.release();
  }

  #urlText(url: URL): string {
    if (url.protocol !== "file:") return url.href;
    try {
      return Bun.fileURLToPath(url);
    } catch (error) {
      throw this.#refusal(`is ${url.href}, which is not the path of a file`, error);
    }
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

// Object.prototype is recognized by its own properties, because other realms, such as those of node:vm, have
// their own. Math and the like have the same prototype, but also a tag.
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  if (prototype === Object.prototype) return !Object.hasOwn(value, Symbol.toStringTag);
  return Object.hasOwn(prototype, "hasOwnProperty") && !Object.hasOwn(value, Symbol.toStringTag);
}

/**
 * The JSON of a value that is plain data, by JSON.stringify, which is several times faster. A value that it
 * would skip, replace or call, or that contains itself, is left to the encoder, which can name its path. A
 * getter is read twice.
 */
function dataAsJson(value: object): string | undefined {
  try {
    const json = isData(value, 0) ? JSON.stringify(value) : undefined;
    return json?.includes("\\ud") ? undefined : json; // half of a surrogate pair is written like this
  } catch {
    return undefined;
  }
}

function isData(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      if (depth === deepest) return false;
      return Array.isArray(value) ? isDataList(value, depth + 1) : isDataObject(value, depth + 1);
    default:
      return false;
  }
}

function isDataList(list: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < list.length; index++) if (!isData(list[index], depth)) return false;
  return !("toJSON" in list);
}

function isDataObject(value: object, depth: number): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false; // without a prototype it may be a JSON.rawJSON
  const object = value as Record<PropertyKey, unknown>;
  if (object.toJSON !== undefined || object[Symbol.toStringTag] !== undefined) return false;
  // Twice as fast as Object.keys; inherited properties must then be data too.
  for (const key in object) {
    const part = object[key];
    if (part !== undefined && !isData(part, depth)) return false;
  }
  return true;
}
