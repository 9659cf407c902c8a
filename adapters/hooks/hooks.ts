// The hooks of a project. They need no parser, which only a project with hooks loads.
import { HOOK_POINTS, type HookPoint } from '../../domain/run/hook-point.ts';
import type { HookCommand } from './hook-command.ts';

export interface Hook {
  readonly command: HookCommand;
  readonly timeoutSeconds: number;
  readonly pipeOutput: boolean;
}
export type Hooks = Readonly<Record<HookPoint, readonly Hook[]>>;

export const NO_HOOKS: Hooks = hooksBy(() => []);

export function hooksBy(hooksAt: (point: HookPoint) => readonly Hook[]): Hooks {
  return Object.fromEntries(HOOK_POINTS.map((point) => [point, hooksAt(point)])) as Hooks;
}
