import ts from "typescript";

/** What an SDK's type declarations tell beside its mappers. */
export interface Declarations {
  /** The values that a property may have, where the SDK lists them. */
  valuesOf(className: string, property: string): readonly string[] | undefined;
  /** Mappers forget that an object is required, its type does not. */
  isRequired(className: string, property: string): boolean;
}

interface Field {
  /** The type by its name, alone or in a list; absent for one that has no name. */
  readonly type?: string;
  readonly required: boolean;
}

interface Class {
  readonly parents: readonly string[];
  readonly fields: ReadonlyMap<string, Field>;
}

/**
 * Reads an SDK's type declarations. Newer SDKs write most enums as text in their mappers, and keep the
 * values apart: `SkuName` in the types is the enum `KnownSkuName` in the code.
 * @param exported what the SDK's code exports
 */
export function readDeclarations(
  text: string,
  exported: Readonly<Record<string, unknown>>,
): Declarations {
  const classes = classesIn(text);
  return {
    valuesOf: (className, property) => {
      const type = fieldOf(classes, className, property)?.type;
      const known = type === undefined ? undefined : exported[`Known${type}`];
      return known === undefined ? undefined : Object.values(known as Record<string, string>);
    },
    isRequired: (className, property) => fieldOf(classes, className, property)?.required ?? false,
  };
}

function classesIn(text: string): ReadonlyMap<string, Class> {
  const file = ts.createSourceFile("sdk.d.ts", text, ts.ScriptTarget.Latest);
  return new Map(
    file.statements.filter(ts.isInterfaceDeclaration).map((statement) => {
      const parents = (statement.heritageClauses ?? []).flatMap(({ types }) =>
        types.map(({ expression }) => (ts.isIdentifier(expression) ? expression.text : "")),
      );
      const fields = statement.members.filter(ts.isPropertySignature).map(fieldIn);
      return [statement.name.text, { parents, fields: new Map(fields) }] as const;
    }),
  );
}

function fieldIn({ name, type, questionToken }: ts.PropertySignature): [string, Field] {
  const key = ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : "";
  const written = type && nameOf(type);
  return [key, { required: !questionToken, ...(written !== undefined && { type: written }) }];
}

function nameOf(type: ts.TypeNode): string | undefined {
  if (ts.isArrayTypeNode(type)) return nameOf(type.elementType);
  const named = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName);
  return named ? type.typeName.text : undefined;
}

function fieldOf(
  classes: ReadonlyMap<string, Class>,
  className: string,
  property: string,
): Field | undefined {
  const found = classes.get(className);
  const own = found?.fields.get(property);
  if (!found || own) return own;
  for (const parent of found.parents) {
    const inherited = fieldOf(classes, parent, property);
    if (inherited) return inherited;
  }
  return undefined;
}
