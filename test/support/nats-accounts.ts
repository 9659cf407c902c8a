// Creates an operator with an account and a user, as a server configuration and a `.creds` file.
// https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt
import { randomUUID } from 'node:crypto';
import { nkeys } from 'nats';

type KeyPair = ReturnType<typeof nkeys.createOperator>;

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

export function natsAccounts(): { readonly config: Record<string, unknown>; readonly credentials: string } {
  const operator = nkeys.createOperator();
  const [account, system, user] = [nkeys.createAccount(), nkeys.createAccount(), nkeys.createUser()];
  const limits = { ...UNLIMITED, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const users = { type: 'user', version: 2, pub: {}, sub: {}, ...UNLIMITED };
  return {
    config: {
      operator: token(operator, operator, { type: 'operator', version: 2 }),
      system_account: system.getPublicKey(),
      resolver: 'MEMORY',
      resolver_preload: {
        [account.getPublicKey()]: token(operator, account, {
          type: 'account',
          version: 2,
          limits: { ...limits, ...JETSTREAM },
        }),
        [system.getPublicKey()]: token(operator, system, { type: 'account', version: 2, limits }),
      },
    },
    credentials: [
      '-----BEGIN NATS USER JWT-----',
      token(account, user, users),
      '------END NATS USER JWT------',
      '',
      '-----BEGIN USER NKEY SEED-----',
      new TextDecoder().decode(user.getSeed()),
      '------END USER NKEY SEED------',
      '',
    ].join('\n'),
  };
}

/** Returns a JWT about `subject`, signed by `issuer`. */
function token(issuer: KeyPair, subject: KeyPair, nats: Record<string, unknown>): string {
  const claims = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1_000) - 60,
    iss: issuer.getPublicKey(),
    name: 'test',
    sub: subject.getPublicKey(),
    nats,
  };
  const body = `${encoded({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encoded(claims)}`;
  const signature = issuer.sign(new TextEncoder().encode(body));
  return `${body}.${Buffer.from(signature).toString('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
