// Describes where the value of a configuration key comes from.

/** A stable format: `iteratr config --json` prints it. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'global-file'; readonly path: string }
  | { readonly kind: 'project-file'; readonly path: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'flag'; readonly flag: string };

export const DEFAULT_ORIGIN: Origin = { kind: 'default' };

/** Weakest first. */
const KINDS: readonly Origin['kind'][] = ['default', 'global-file', 'project-file', 'environment', 'flag'];

/** Returns a number that is the higher the more important the origin is. */
export function rankOf(kind: Origin['kind']): number {
  return KINDS.indexOf(kind);
}

/** Returns the origin in words, such as `environment ITERATR_MODEL`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'default';
    case 'global-file':
      return `global file ${origin.path}`;
    case 'project-file':
      return `project file ${origin.path}`;
    case 'environment':
      return `environment ${origin.variable}`;
    case 'flag':
      return `flag ${origin.flag}`;
    default:
      return origin satisfies never;
  }
}

/** Says how to change the model that comes from this origin. */
export function modelRemedy(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
    case 'global-file':
      return 'iteratr setup --force lets you choose';
    case 'project-file':
      return 'iteratr setup --project --force lets you choose';
    case 'environment':
      return `change or unset ${origin.variable}`;
    case 'flag':
      return `change ${origin.flag}`;
    default:
      return origin satisfies never;
  }
}
