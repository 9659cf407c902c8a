// Finds the requirements that a spec lists.
import type { FoundRequirement } from '../../domain/plan/plan.ts';

/**
 * Returns the requirements of a spec in its order, each with its line: checkboxes, numbered requirements, items under headings
 * such as "Acceptance criteria", and JSON user stories. Returns [] for prose. Never fails: a spec is any text.
 */
export type ReadRequirements = (spec: string) => Promise<readonly FoundRequirement[]>;
