// Reads everything that the cluster has stored, message by message, with the time at which it was stored.
import { connect, type JetStreamManager, type MsgRequest, type NatsConnection, type StoredMsg } from 'nats';
import { decodeBatch } from '../../adapters/nats/batch-codec.ts';
import { ALL_SESSIONS, sessionOf } from '../../adapters/nats/event-stream.ts';
import { API_ERROR, apiErrorCode } from '../../adapters/nats/store-errors.ts';
import { STREAM } from '../../adapters/nats/stream-name.ts';
import { waitFor } from '../support/wait-for.ts';
import type { StoredFact } from './verdict.ts';

const LEADING_MS = 60_000;

/** A connection to the cluster, as an administrator has it. */
export class ClusterView {
  private constructor(
    private readonly nats: NatsConnection,
    private readonly manager: JetStreamManager,
  ) {}

  static async open(url: string): Promise<ClusterView> {
    const servers = url.split(',').map((part) => part.replace('nats://', ''));
    const nats = await connect({ servers, maxReconnectAttempts: -1 });
    return new ClusterView(nats, await nats.jetstreamManager({ checkAPI: false }));
  }

  /** Returns the name of the server that leads the stream; undefined if there is none now. */
  async leader(): Promise<string | undefined> {
    try {
      return (await this.manager.streams.info(STREAM)).cluster?.leader;
    } catch {
      return undefined; // no leader of the cluster
    }
  }

  /** Makes this server lead the stream, so that its copy of the messages is read. */
  async lead(server: string): Promise<void> {
    const request = JSON.stringify({ placement: { preferred: server } });
    const leads = async () => {
      if ((await this.leader()) === server) return true;
      // Refused while there is no leader.
      await this.nats.request(`$JS.API.STREAM.LEADER.STEPDOWN.${STREAM}`, request).catch(() => undefined);
      return false;
    };
    await waitFor(`${server} to lead the stream`, leads, LEADING_MS);
  }

  /** Yields the messages on these subjects that the leader keeps, in their order. */
  async *messages(subjects: string): AsyncGenerator<StoredMsg> {
    const { state } = await this.manager.streams.info(STREAM);
    for (let from = state.first_seq; ; ) {
      const query = { seq: from, next_by_subj: subjects } as unknown as MsgRequest;
      const message = await this.manager.streams.getMessage(STREAM, query).catch(noMessage);
      if (message === undefined) return;
      yield message;
      from = message.seq + 1;
    }
  }

  /** Returns the facts of all sessions, in the order in which they were stored. */
  async facts(): Promise<StoredFact[]> {
    const facts: StoredFact[] = [];
    for await (const message of this.messages(ALL_SESSIONS)) {
      const { seq } = message;
      const session = sessionOf(message.subject);
      if (session === undefined) continue;
      const storedAt = message.time.getTime();
      for (const { event, meta } of decodeBatch(session, seq, message.data).events) {
        const added = event.type === 'TaskAdded' || event.type === 'NoteAdded';
        const content = added ? String((event.data as { content: unknown }).content) : '';
        facts.push({ session, id: meta.id, storedAt, content });
      }
    }
    return facts;
  }

  close(): Promise<void> {
    return this.nats.close();
  }
}

/** Ends the search at the last message. Throws other errors. */
function noMessage(error: unknown): undefined {
  if (apiErrorCode(error) !== API_ERROR.noMessage) throw error;
}
