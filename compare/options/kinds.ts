/** What the containers run on. */
export type Platform = "eks" | "ecs" | "aks";

/** A way to run the chatbot. */
export interface OptionKind {
  readonly id: OptionId;
  readonly title: string;
  /** As short as it goes, for a plot. */
  readonly short: string;
  readonly cloud: "aws" | "azure";
  /** Absent where functions alone serve. */
  readonly containers?: Platform;
  /** Functions serve all chats, or what finds no free place in the containers. */
  readonly functions: boolean;
  /** What people have to know and look after, from 1 on: the fewer, the simpler. */
  readonly parts: number;
}

export const OPTION_IDS = [
  "aws-eks",
  "aws-ecs",
  "aws-lambda",
  "azure-aks",
  "azure-functions",
  "aws-eks+lambda",
  "aws-ecs+lambda",
  "azure-aks+functions",
] as const;

export type OptionId = (typeof OPTION_IDS)[number];

export const OPTION_KINDS: readonly OptionKind[] = [
  {
    id: "aws-eks",
    title: "EKS",
    short: "EKS",
    cloud: "aws",
    containers: "eks",
    functions: false,
    parts: 4,
  },
  {
    id: "aws-ecs",
    title: "ECS",
    short: "ECS",
    cloud: "aws",
    containers: "ecs",
    functions: false,
    parts: 2,
  },
  { id: "aws-lambda", title: "Lambda", short: "Lambda", cloud: "aws", functions: true, parts: 1 },
  {
    id: "azure-aks",
    title: "AKS",
    short: "AKS",
    cloud: "azure",
    containers: "aks",
    functions: false,
    parts: 4,
  },
  {
    id: "azure-functions",
    title: "Functions",
    short: "Flex",
    cloud: "azure",
    functions: true,
    parts: 1,
  },
  {
    id: "aws-eks+lambda",
    title: "EKS, overflow to Lambda",
    short: "EKS+λ",
    cloud: "aws",
    containers: "eks",
    functions: true,
    parts: 5,
  },
  {
    id: "aws-ecs+lambda",
    title: "ECS, overflow to Lambda",
    short: "ECS+λ",
    cloud: "aws",
    containers: "ecs",
    functions: true,
    parts: 3,
  },
  {
    id: "azure-aks+functions",
    title: "AKS, overflow to Functions",
    short: "AKS+fx",
    cloud: "azure",
    containers: "aks",
    functions: true,
    parts: 5,
  },
];
