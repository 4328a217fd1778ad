// Reads the declarations of TypeScript modules with their comments. The parser is that of TypeScript 5.9: version 7,
// which checks the types, has a JavaScript API that does not run in Bun.
import ts from "typescript-5.9";

/** A comment. */
export interface Doc {
  /** Without its tags. */
  readonly text: string;
  readonly examples: readonly string[];
  /** Parameters with what is said of each. */
  readonly parameters: readonly Told[];
  readonly byDefault: string | undefined;
  readonly isInternal: boolean;
}

/** A parameter as a comment tells of it. */
export interface Told {
  readonly name: string;
  readonly text: string;
  readonly byDefault: string | undefined;
}

export interface Member {
  readonly name: string;
  readonly kind: "field" | "method" | "constructor";
  readonly isStatic: boolean;
  readonly isOptional: boolean;
  /** The type of a field, or what a method returns. */
  readonly type: string;
  /** The type parameters of a method, such as "<T = KubeObject>". */
  readonly generics: string;
  /** The parameters of a method, each as "name: type". */
  readonly parameters: readonly string[];
  readonly doc: Doc;
}

export interface Declaration {
  readonly name: string;
  readonly kind: "interface" | "class" | "alias" | "value";
  /** The module, such as "src/call.ts". */
  readonly file: string;
  /** What it extends, by name. */
  readonly parents: readonly string[];
  readonly members: readonly Member[];
  /** The type of an alias or a value. */
  readonly type: string;
  /** If it is a choice of words: each with its comment. */
  readonly words: ReadonlyMap<string, string>;
  readonly doc: Doc;
}

/** What a module exports, by name. */
export function* declarations(file: string, text: string): Generator<Declaration> {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const node of source.statements) {
    if (!ts.canHaveModifiers(node) || !has(node, ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isFunctionDeclaration(node)) yield { ...plain(node.name?.text ?? "", file, node), type: signatureOf(node) };
    if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
      const members = [...node.members].flatMap((member): Member[] => memberOf(member, node) ?? []);
      yield { ...plain(node.name?.text ?? "", file, node), kind: kindOf(node), parents: parentsOf(node), members };
    }
    if (ts.isTypeAliasDeclaration(node))
      yield {
        ...plain(node.name.text, file, node),
        kind: "alias",
        type: oneLine(node.type.getText()),
        words: wordsOf(node.type, text),
      };
    if (ts.isVariableStatement(node))
      for (const variable of node.declarationList.declarations) yield constantOf(variable, file, node);
  }
}

const noWords: ReadonlyMap<string, string> = new Map();

function plain(name: string, file: string, node: ts.Node): Declaration {
  return { name, kind: "value", file, parents: [], members: [], type: "", words: noWords, doc: docOf(node) };
}

/** "function watch<T>(operation: Operation<T>): Promise<T>" */
function signatureOf(node: ts.FunctionDeclaration): string {
  const parameters = node.parameters.map(({ name, type, initializer, questionToken }) => {
    const label = ts.isIdentifier(name) ? name.text : "options";
    return `${label}${initializer || questionToken ? "?" : ""}: ${type === undefined ? "unknown" : oneLine(type.getText())}`;
  });
  const generics = node.typeParameters?.map((one) => one.getText()).join(", ");
  const returned = node.type === undefined ? "void" : oneLine(node.type.getText());
  return `function ${node.name?.text}${generics === undefined ? "" : `<${generics}>`}(${parameters.join(", ")}): ${returned}`;
}

function kindOf(node: ts.Node): "interface" | "class" {
  return ts.isInterfaceDeclaration(node) ? "interface" : "class";
}

function parentsOf(node: ts.InterfaceDeclaration | ts.ClassDeclaration): string[] {
  const clauses = (node.heritageClauses ?? []).filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clauses.flatMap(({ types }) => types.map(({ expression }) => expression.getText()));
}

/** A constant: its members, if it is an object. */
function constantOf(
  { name, type, initializer }: ts.VariableDeclaration,
  file: string,
  statement: ts.Node,
): Declaration {
  const value = initializer && ts.isAsExpression(initializer) ? initializer.expression : initializer;
  const properties = value && ts.isObjectLiteralExpression(value) ? value.properties : [];
  const members = [...properties].flatMap((property): Member[] => memberOf(property) ?? []);
  return { ...plain(name.getText(), file, statement), type: oneLine(type?.getText() ?? ""), members };
}

type Owner = ts.InterfaceDeclaration | ts.ClassDeclaration;

/** A member that users may see. */
function memberOf(
  node: ts.ClassElement | ts.TypeElement | ts.ObjectLiteralElementLike,
  owner?: Owner,
): Member[] | null {
  const doc = docOf(node);
  const isHidden = node.name !== undefined && ts.isPrivateIdentifier(node.name);
  if (isHidden || doc.isInternal || has(node, ts.SyntaxKind.PrivateKeyword)) return null;
  const isField = ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isGetAccessorDeclaration(node);
  const isMethod = ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
  if (!isField && !isMethod && !ts.isConstructorDeclaration(node)) return null;
  const name = ts.isConstructorDeclaration(node) ? "constructor" : node.name.getText();
  if (name.startsWith("[") && doc.text === "") return null; // for the language, not for users
  if (isMethod && ts.isMethodDeclaration(node) && isImplementation(node, owner)) return null;
  const isOptional = !ts.isConstructorDeclaration(node) && "questionToken" in node && node.questionToken !== undefined;
  const written = oneLine(node.type?.getText() ?? "");
  if (isField && written === "" && doc.text === "") return null; // a constant, such as the name of an error
  const type = isOptional ? written.replace(/ \| undefined$/, "").replace(/^\((\(.*\) => \w+)\)$/, "$1") : written;
  return [
    {
      name,
      kind: isField ? "field" : isMethod ? "method" : "constructor",
      isStatic: has(node, ts.SyntaxKind.StaticKeyword),
      isOptional,
      type,
      generics: genericsOf(node),
      parameters: isField ? [] : node.parameters.map(parameterOf),
      doc,
    },
  ];
}

/** Whether it is the body of overloads. */
function isImplementation(node: ts.MethodDeclaration, owner: Owner | undefined): boolean {
  const named = [...(owner?.members ?? [])].filter(
    (member) => ts.isMethodDeclaration(member) && member.name.getText() === node.name.getText(),
  );
  return named.length > 1 && node.body !== undefined;
}

function genericsOf(node: ts.SignatureDeclaration | ts.PropertyDeclaration | ts.PropertySignature): string {
  const list = "typeParameters" in node ? (node.typeParameters ?? []) : [];
  return list.length === 0 ? "" : `<${list.map((each) => each.getText()).join(", ")}>`;
}

function parameterOf({ name, type, initializer, questionToken }: ts.ParameterDeclaration): string {
  const mark = questionToken !== undefined || initializer !== undefined ? "?" : "";
  return `${name.getText()}${mark}: ${oneLine(type?.getText() ?? literalType(initializer))}`;
}

function literalType(value: ts.Expression | undefined): string {
  return value !== undefined && ts.isStringLiteral(value) ? "string" : "unknown";
}

function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

/** The words that a type is a choice of, with the comments before them. */
function wordsOf(type: ts.TypeNode, text: string): ReadonlyMap<string, string> {
  const members = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  if (!members.every((member) => ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal))) return noWords;
  const told = (member: ts.TypeNode, index: number): string => {
    const before = text.slice(members[index - 1]?.end ?? type.pos, member.getStart());
    return (/\/\*\*([\s\S]*?)\*\//.exec(before)?.[1] ?? "").replace(linkTag, "`$1`").trim();
  };
  return new Map(members.map((member, index) => [member.getText(), told(member, index)]));
}

const linkTag = /\{@link ([\w.]+)\}/g;

function docOf(node: ts.Node): Doc {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  const tags = [...(comment?.tags ?? [])];
  const texts = (name: string): string[] =>
    tags.filter(({ tagName }) => tagName.text === name).map((tag) => textOf(tag.comment));
  const parameters = tags.flatMap((tag, index): Told[] => {
    if (!ts.isJSDocParameterTag(tag)) return [];
    const next = tags[index + 1];
    const byDefault = next?.tagName.text === "default" ? textOf(next.comment) : undefined;
    return [{ name: tag.name.getText(), text: textOf(tag.comment), byDefault }];
  });
  return {
    text: textOf(comment?.comment),
    examples: texts("example"),
    parameters,
    byDefault: texts("default")[0],
    isInternal: texts("internal").length > 0,
  };
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").replace(linkTag, "`$1`").trim();
}

function oneLine(text: string): string {
  return text
    .replace(/\/\*\*?[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/^\| /, "")
    .replace(/([([{]) ?\| /g, "$1")
    .replace(/\( /g, "(")
    .replace(/,? \)/g, ")")
    .trim();
}
