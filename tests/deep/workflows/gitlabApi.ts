import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "./recorded";

export const TOKEN = "a-token-that-nobody-may-read-4711";

/** Stands for curl before GitLab's API: answers from files, and keeps what is written. */
const CURL = `
read -r header
[[ $header == 'header = "PRIVATE-TOKEN: ${TOKEN}"' ]] || exit 67
method=GET
while (($# > 0)); do
  case $1 in
    --request) method=$2; shift ;;
    --data-urlencode) sent="\${sent:-} $2"; [[ $2 != *@* ]] || cp "\${2#*@}" sent.md; shift ;;
    --output | --config) shift ;;
    --*) ;;
    *) path=\${1#https://gitlab.example.com/api/v4/} ;;
  esac
  shift
done
if [[ $method != GET ]]; then
  echo "$method $path$(sed 's/@.*//' <<<"\${sent:-}")" >>written
else
  path=\${path%%\\?*}
  [[ -f given/\${path//\\//.} ]] || exit 22
  cat "given/\${path//\\//.}"
fi`;

/** Runs a script beside a GitLab whose API answers with these, by path. */
export function withGitLab(
  recorded: Recorded,
  script: string,
  given: Readonly<Record<string, unknown>>,
) {
  mkdirSync(join(recorded.folder, "given"), { recursive: true });
  for (const [path, answer] of Object.entries({ user: { id: 99 }, ...given })) {
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    recorded.write(join("given", path.replaceAll("/", ".")), text);
  }
  recorded.write("written", "");
  const env = {
    GITLAB_TOKEN: TOKEN,
    CI_PROJECT_ID: "1",
    CI_API_V4_URL: "https://gitlab.example.com/api/v4",
  };
  const ran = recorded.run(script, { curl: CURL }, env);
  return { ...ran, written: recorded.read("written") };
}
