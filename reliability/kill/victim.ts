// A process that calls one verb, to be killed: bun victim.ts '{...}'.
import { type Orders, obey } from "./verb.ts";

await obey(JSON.parse(process.argv[2] as string) as Orders);
