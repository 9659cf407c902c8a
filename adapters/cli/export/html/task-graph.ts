// Lays out the tasks that depend on each other as a graph, level by level from left to right.
import { Graph, layout } from '@dagrejs/dagre';
import { type Task, type TaskId, taskNumber } from '../../../../domain/task/task.ts';

/** A larger graph is no help to a reader and takes long to lay out. */
const MOST_NODES = 300;
const NODE = { width: 96, height: 30 } as const;
const MARGIN = 8;

interface GraphNode {
  readonly id: TaskId;
  readonly status: string;
  readonly x: number;
  readonly y: number;
}

interface TaskGraph {
  readonly width: number;
  readonly height: number;
  readonly node: typeof NODE;
  readonly nodes: readonly GraphNode[];
  /** The path of each dependency, for the attribute `d`: from the task that is done first to the one that waits for it. */
  readonly edges: readonly string[];
}

export interface TaskLinks {
  /** null if there is nothing to draw, or too much. */
  readonly graph: TaskGraph | null;
  /** Instead of a graph that is too large. */
  readonly list: readonly { readonly id: TaskId; readonly dependsOn: readonly TaskId[] }[];
  /** Number of tasks that depend on none, and on which none depends. */
  readonly unlinked: number;
}

export function taskLinks(tasks: readonly Task[]): TaskLinks {
  const known = new Set(tasks.map(({ id }) => id));
  const links = tasks
    .map(({ id, dependsOn }) => ({ id, dependsOn: dependsOn.filter((other) => known.has(other)) }))
    .filter(({ dependsOn }) => dependsOn.length > 0);
  const linked = new Set(links.flatMap(({ id, dependsOn }) => [id, ...dependsOn]));
  const unlinked = tasks.length - linked.size;
  if (linked.size > MOST_NODES) return { graph: null, list: links, unlinked };
  const nodes = tasks.filter(({ id }) => linked.has(id));
  return { graph: nodes.length === 0 ? null : drawn(nodes, links), list: [], unlinked };
}

function drawn(tasks: readonly Task[], links: TaskLinks['list']): TaskGraph {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 10, ranksep: 44, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of tasks) graph.setNode(id, { ...NODE });
  for (const { id, dependsOn } of links) for (const other of dependsOn) graph.setEdge(other, id);
  layout(graph);
  const nodes = tasks
    .map(({ id, status }) => {
      const { x = 0, y = 0 } = graph.node(id);
      return { id, status, x: round(x - NODE.width / 2), y: round(y - NODE.height / 2) };
    })
    .sort((a, b) => a.x - b.x || a.y - b.y || taskNumber(a.id) - taskNumber(b.id));
  const edges = graph.edges().map((edge) => pathOf(graph.edge(edge).points ?? []));
  return {
    width: Math.max(...nodes.map(({ x }) => x)) + NODE.width + MARGIN,
    height: Math.max(...nodes.map(({ y }) => y)) + NODE.height + MARGIN,
    node: NODE,
    nodes,
    edges,
  };
}

function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
