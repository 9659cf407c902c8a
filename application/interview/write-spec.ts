// Writes a spec with the agent in an interview: the agent asks, the user answers, the agent drafts, the user accepts.
import { IdleTimer } from '../async/idle-timer.ts';
import { AdapterError } from '../errors.ts';
import type { Agent, AgentContext, AgentInfo, AgentMcpServer } from '../ports/agent.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { InterviewStore } from '../ports/interview-store.port.ts';
import type { Interviewee } from '../ports/interviewee.port.ts';
import type { Interview, Question } from './interview.ts';
import { answersPrompt, changesPrompt, interviewPrompt } from './interview-prompts.ts';
import type { InterviewTools, PendingRequests } from './interview-tools.ts';

export interface WriteSpecPorts {
  readonly agent: Agent;
  readonly interviewee: Interviewee;
  readonly store: InterviewStore;
  /** The tools that the agent reaches over `mcpServers`. */
  readonly tools: InterviewTools;
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

export interface WriteSpecRequest {
  /** The interview to continue; a new one has only title and description. */
  readonly interview: Interview;
  /** Absolute path of the work tree. */
  readonly cwd: string;
  readonly model: string;
  /** How long the agent may be silent in a turn; 0 for no limit. */
  readonly idleTimeoutMs: number;
  readonly mcpServers: (agent: AgentInfo) => readonly AgentMcpServer[];
}

/** The result of a turn: the agent's requests, and its last text. */
interface Turn extends PendingRequests {
  readonly said: string;
}

/** Maximum length of the agent's text that is shown; a longer text is cut at the start. */
const SAID_LENGTH = 2_000;

export class WriteSpec {
  constructor(private readonly ports: WriteSpecPorts) {}

  /**
   * Returns the spec that the user accepted. Saves the interview after each step. If the agent fails, shows the error and lets
   * the user try again with a fresh agent, which knows the interview so far. Throws `CANCELLED` if the user leaves. Always stops
   * the agent.
   */
  async execute(request: WriteSpecRequest): Promise<string> {
    let { interview } = request;
    const keep = async (next: Interview): Promise<void> => {
      interview = next;
      await this.ports.store.save(next);
    };
    try {
      await keep(interview);
      for (;;) {
        try {
          return await this.#talk(() => interview, keep, request);
        } catch (error) {
          if (!(error instanceof AdapterError)) throw error;
          await this.ports.agent.stop();
          await this.ports.interviewee.tryAgain(error.message);
        }
      }
    } finally {
      await this.ports.agent.stop();
    }
  }

  /** Runs the interview in one context of the agent, from the first prompt to the accepted spec. */
  async #talk(
    known: () => Interview,
    keep: (next: Interview) => Promise<void>,
    request: WriteSpecRequest,
  ): Promise<string> {
    this.ports.tools.take();
    const context = await this.#open(request);
    try {
      return await this.#converse(context, known, keep, request.idleTimeoutMs);
    } finally {
      await context.close();
    }
  }

  async #converse(
    context: AgentContext,
    known: () => Interview,
    keep: (next: Interview) => Promise<void>,
    idleTimeoutMs: number,
  ): Promise<string> {
    const { interviewee } = this.ports;
    let prompt = interviewPrompt(known());
    for (;;) {
      const { questions, draft, said } = await this.#turn(context, prompt, idleTimeoutMs);
      if (draft !== '') await keep({ ...known(), draft });
      if (questions.length > 0 || draft === '') {
        const asked = questions.length > 0 ? questions : [openQuestion(said)];
        const answers = await interviewee.answer(asked, questions.length > 0 ? said : '');
        const answered = asked.map(({ text }, index) => ({ question: text, answers: answers[index] ?? [] }));
        await keep({ ...known(), answered: [...known().answered, ...answered] });
        prompt = answersPrompt(answered);
        continue;
      }
      const review = await interviewee.review(draft);
      if (review.draft !== draft) await keep({ ...known(), draft: review.draft });
      if (review.type === 'accepted') return review.draft;
      prompt = changesPrompt(review.wanted, review.draft);
    }
  }

  #open({ cwd, model, mcpServers }: WriteSpecRequest): Promise<AgentContext> {
    const { agent, interviewee } = this.ports;
    return interviewee.watch('Starting the agent', async (signal) => {
      const info = await agent.start(signal);
      return agent.openContext({ cwd, model, mcpServers: mcpServers(info) }, signal);
    });
  }

  async #turn(context: AgentContext, prompt: string, idleTimeoutMs: number): Promise<Turn> {
    const { interviewee, tools, clock } = this.ports;
    const said = await interviewee.watch('The agent is thinking', async (signal, tell) => {
      const silent = new AbortController();
      const idle = new IdleTimer(clock, idleTimeoutMs, (error) => silent.abort(error));
      try {
        const either = AbortSignal.any([signal, silent.signal]);
        return await listen(context, prompt, either, tell, () => idle.signOfLife());
      } finally {
        idle.stop();
        // What a cancelled turn returned or threw does not matter.
        silent.signal.throwIfAborted();
      }
    });
    return { ...tools.take(), said };
  }
}

/** Prompts the agent and reports its output as it arrives. Returns the agent's last text. */
async function listen(
  context: AgentContext,
  prompt: string,
  signal: AbortSignal,
  tell: (text: string) => void,
  onSign: () => void,
): Promise<string> {
  let said = '';
  let isSaying = false;
  const told = new Set<string>();
  for await (const event of context.prompt([prompt], signal)) {
    onSign();
    if (event.type === 'text') {
      said = isSaying ? said + event.text : event.text;
      isSaying = true;
      tell(event.text);
    }
    if (event.type === 'tool-call') {
      if (isSaying) tell('\n');
      isSaying = false;
      const { id, title, status } = event.call;
      if ((status === 'completed' || status === 'failed') && !told.has(id)) tell(`· ${title}\n`);
      if (status === 'completed' || status === 'failed') told.add(id);
    }
  }
  return said.trim().slice(-SAID_LENGTH);
}

/** Turns the text of an agent that called no tool into a question to the user. */
function openQuestion(said: string): Question {
  const text =
    said === ''
      ? 'The agent ended its turn without a question and without a draft. What should it do?'
      : said;
  return { text, kind: 'text', options: [] };
}
