// Links of pages that leave the repository.
import { dirname, join } from "node:path";

const link = /!?\[([^\]]*)\]\((?![a-z]+:)([^)\s]*)\)/g;

/** A page of a package: links to files that the package does not have become text. */
export function withinPackage(page: string, text: string, has: (path: string) => boolean): string {
  return replaced(text, (whole, label, target) => {
    const path = target.split("#")[0] as string;
    return path === "" || has(join(dirname(page), path)) ? whole : label;
  });
}

/**
 * The README, which is read on a registry's page too, where nothing else of the package is: its links and pictures
 * lead to the repository, or name the file of the package where no repository is known.
 */
export function forRegistry(text: string, repository: string | undefined, tag: string): string {
  return replaced(text, (whole, label, target) => {
    const isPicture = whole.startsWith("!");
    if (target.startsWith("#")) return label;
    const path = target.replace(/^\.\//, "");
    if (repository !== undefined)
      return isPicture
        ? `![${label}](${repository}/raw/${tag}/${path})`
        : `[${label}](${repository}/blob/${tag}/${path})`;
    const file = path.split("#")[0] as string;
    return label === file || label === `\`${file}\`` ? `\`${file}\`` : `${label} (\`${file}\`)`;
  });
}

/** Blocks of code are left as they are. */
function replaced(text: string, replace: (whole: string, label: string, target: string) => string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(link, (whole, label, target) => replace(whole, label, target)),
    )
    .join("");
}
