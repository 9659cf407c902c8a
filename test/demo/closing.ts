// What the demo says before and after: what there was to see, where it is, and what to do in a repository of one's own.

export const OPENING = `The real iteratr and the real opencode build a small spec in a scratch repository.
Only the model is scripted: it needs no account and no internet, and the dollars
that you see are not spent. It takes less than a minute.
`;

/** What is said at the end. `keptIn` is the repository, or null if it is removed. */
export function closing(hasLeft: boolean, keptIn: string | null): string {
  return `
${hasLeft ? 'You left the demo before its end.' : SEEN}

${keptIn === null ? REMOVED : kept(keptIn)}

Next, install iteratr and an agent, and let them work in your own repository:
  npm pack && npm install -g ./iteratr-*.tgz
  npm install -g opencode-ai && opencode auth login
  cd <your repository>
  iteratr doctor    # check the machine
  iteratr setup     # choose a model
  iteratr spec      # the agent asks, you answer: a spec
  iteratr build     # choose the spec, then watch`;
}

const SEEN = `What happened:
  - The agent planned three tasks, and did one in each iteration.
  - A test failed, and was fixed.
  - The check, node --test, refused what the agent called done.
  - A hook found a TODO, and the agent made a task of it.
  - A message of the user arrived in the middle, and was answered.
  - Each task was verified and committed.`;

const REMOVED = 'The repository is removed; `npm run demo -- --keep` keeps it.';

function kept(workTree: string): string {
  return `The repository is kept. Once iteratr is installed, play the run again:
  cd ${workTree}
  iteratr replay durations`;
}
