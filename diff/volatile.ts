/**
 * Outputs that an update changes, by type: what is made of them changes with it. Every other output
 * keeps its value in an update, unless the input of the same name is changed.
 */
const VOLATILE: Readonly<Record<string, readonly string[]>> = {
  // A new version with each change; so says the launch template's page in AWS's documentation.
  "aws:ec2/launchTemplate:LaunchTemplate": ["latestVersion", "defaultVersion"],
  // Where a function is published; else its code only.
  "aws:lambda/function:Function": ["qualifiedArn", "version", "codeSha256", "lastModified"],
  // A build makes another image.
  "docker-build:index:Image": ["contextHash", "digest", "ref"],
};

/** Whether an update of a resource changes this output. */
export function isVolatile(type: string, output: string): boolean {
  const volatile = VOLATILE[type] ?? [];
  return output === "*" ? volatile.length > 0 : volatile.includes(output);
}
