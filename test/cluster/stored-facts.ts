// Reads everything that the cluster has stored, message by message, with the time at which it was stored.
import { connect, type JetStreamManager, type MsgRequest, type NatsConnection } from 'nats';
import { decodeBatch } from '../../adapters/nats/batch-codec.ts';
import { ALL_SESSIONS, sessionOf } from '../../adapters/nats/event-stream.ts';
import { API_ERROR, apiErrorCode } from '../../adapters/nats/store-errors.ts';
import { STREAM } from '../../adapters/nats/stream-name.ts';
import type { StoredFact } from './verdict.ts';

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

  /** Returns the facts of all sessions, in the order in which they were stored. */
  async facts(): Promise<StoredFact[]> {
    const { state } = await this.manager.streams.info(STREAM);
    const facts: StoredFact[] = [];
    for (let from = state.first_seq; ; ) {
      // The next message of any session: claims leave gaps in the sequence.
      const query = { seq: from, next_by_subj: ALL_SESSIONS } as unknown as MsgRequest;
      const message = await this.manager.streams.getMessage(STREAM, query).catch(noMessage);
      if (message === undefined) break;
      const { seq } = message;
      from = seq + 1;
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
