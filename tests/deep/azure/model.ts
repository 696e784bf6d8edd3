import type { Declarations } from "./declarations";

/** What an SDK says of one value: the part of @azure/core-client's mappers that the check reads. */
export interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly isConstant?: boolean;
  readonly constraints?: Constraints;
  readonly type: MapperType;
}

export interface Constraints {
  readonly InclusiveMinimum?: number;
  readonly InclusiveMaximum?: number;
  readonly ExclusiveMinimum?: number;
  readonly ExclusiveMaximum?: number;
  readonly MultipleOf?: number;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly MinItems?: number;
  readonly MaxItems?: number;
  readonly Pattern?: string | RegExp;
  readonly UniqueItems?: true;
}

export interface MapperType {
  /** `String`, `Number`, `Composite`, `Sequence`, `Dictionary` and so on. */
  readonly name: string;
  readonly className?: string;
  readonly uberParent?: string;
  readonly polymorphicDiscriminator?: {
    readonly serializedName: string;
    readonly clientName: string;
  };
  readonly modelProperties?: Readonly<Record<string, Mapper>>;
  readonly additionalProperties?: Mapper;
  /** Of a Sequence. */
  readonly element?: Mapper;
  /** Of a Dictionary. */
  readonly value?: Mapper;
  /** Of an Enum. */
  readonly allowedValues?: readonly unknown[];
}

/** The models of one SDK, by the names of their classes. */
export interface Models extends Declarations {
  /** The model of a class. @throws RangeError for an unknown class */
  find(type: MapperType): MapperType;
  /** The model that a value's discriminator chooses, or undefined when there is none of that name. */
  choose(type: MapperType, discriminator: string): MapperType | undefined;
}

type Discriminators = Readonly<Record<string, Mapper>>;

/** @param mappers all that an SDK's module of mappers exports */
export function modelsOf(
  mappers: Readonly<Record<string, unknown>>,
  declarations: Declarations,
): Models {
  const discriminators = (mappers["discriminators"] ?? {}) as Discriminators;
  const find = (type: MapperType): MapperType => {
    if (type.modelProperties) return type;
    const mapper = mappers[type.className ?? ""] as Mapper | undefined;
    if (mapper) return mapper.type;
    throw new RangeError(`the SDK has no model ${type.className ?? "without a name"}`);
  };
  return {
    find,
    choose: (type, discriminator) => {
      const { uberParent, className = "" } = find(type);
      const parent = uberParent ?? className;
      const chosen = discriminators[`${parent}.${discriminator}`];
      return chosen && find(chosen.type);
    },
    ...declarations,
  };
}
