import { LifecyclePolicy, Repository } from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { BUILD_TAG_PREFIX } from "../shared/buildContext";

export interface RegistryArgs {
  /** Whether the images may go with the stack. */
  readonly disposable: boolean;
  /** Whether the program builds images for it. */
  readonly builds: boolean;
}

/** Images kept for a return to an earlier release. */
const KEPT_IMAGES = 30;

/** Days that an image without a tag is kept. */
const UNTAGGED_DAYS = 7;

/** The stack's own container registry: a private ECR repository whose tags never move. */
export class Registry extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly registryId: pulumi.Output<string>;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Registry", name, {}, opts);
    const repository = new Repository(
      name,
      {
        name: `${name}/gateway`,
        ...mutability(args.builds),
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS" }],
        forceDelete: args.disposable,
      },
      { parent: this, protect: !args.disposable },
    );
    new LifecyclePolicy(
      name,
      { repository: repository.name, policy: JSON.stringify({ rules: lifecycleRules() }) },
      { parent: this },
    );
    this.url = repository.repositoryUrl;
    this.registryId = repository.registryId;
    this.registerOutputs({ url: this.url });
  }
}

/**
 * Tags never move. Those of builds are named by their content, and may be pushed again: after a
 * return to an earlier source, or a deployment that broke off behind the push.
 */
function mutability(builds: boolean) {
  if (!builds) return { imageTagMutability: "IMMUTABLE" };
  return {
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: [
      { filter: `${BUILD_TAG_PREFIX}*`, filterType: "WILDCARD" },
    ],
  };
}

function lifecycleRules() {
  const expire = { type: "expire" };
  return [
    {
      rulePriority: 1,
      description: "Images without a tag",
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: UNTAGGED_DAYS,
      },
      action: expire,
    },
    {
      rulePriority: 2,
      description: "All but the newest images",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: KEPT_IMAGES },
      action: expire,
    },
  ];
}
