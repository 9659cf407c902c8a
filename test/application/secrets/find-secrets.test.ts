// Specifies which values of an environment count as secrets.
import { describe, expect, it } from 'vitest';
import { findSecrets, webhookSecrets } from '../../../application/secrets/find-secrets.ts';

/** Variables of ordinary shells, desktops, containers and CI machines that name no secret. */
const ORDINARY = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  CI_JOB_TOKEN_TTL: '36000000',
  CLAUDE_MAX_OUTPUT_TOKENS: '1000000000000000000',
  COLORTERM: 'truecolor',
  CREDENTIALS_FILE: '/home/user/credentials.json',
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
  DOCKER_PASSWORD_FILE: '/run/secrets/docker',
  FEATURE_TOKEN: 'disabled',
  GIT_ASKPASS: '/usr/lib/git-core/git-gui--askpass',
  GOOGLE_APPLICATION_CREDENTIALS: '/etc/google/application.json',
  GPG_KEY: 'E3FF2839C048B25C084DEBE9B26995E310250568',
  GPG_TTY: '/dev/pts/0',
  KEYBOARD_LAYOUT: 'de-latin1-nodeadkeys',
  KEYTIMEOUT: '1234567890123456789',
  KUBERNETES_SERVICE_HOST: '10.43.0.1',
  MONKEY: 'bonobo-1234567',
  OLDPWD: '/home/user/project1',
  OPENAI_API_KEY: 'none',
  PASSWORD_STORE_DIR: '/home/user/.password-store',
  PWD: '/home/user/project2',
  PYTHONHASHSEED: '1234567890123456',
  SECRET_KEY_PATH: '/etc/keys/secret.pem',
  SSH_AUTH_SOCK: '/tmp/ssh-XXXXabcd/agent.1234',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_51H8example',
  TOKEN_ENDPOINT: 'https://login.example.com/token',
  TOKENIZERS_PARALLELISM: 'false123',
  USE_TOKEN: 'required',
  VAULT_TOKEN_PATH: '/vault/token.txt',
  WEB_KEY: 'https://example.com/keys.json',
  XAUTHORITY: '/run/user/1000/gdm/Xauthority',
  XDG_SESSION_ID: 'c1234567890',
  ZIP_KEY: '20261128',
};

describe('findSecrets', () => {
  it.each(Object.entries(ORDINARY))('leaves %s=%s', (name, value) => {
    expect(findSecrets({ [name]: value })).toEqual([]);
  });

  it.each([
    ['GITHUB_TOKEN', 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['OPENAI_API_KEY', 'sk-proj-aB3dE5fG7h'],
    ['AWS_SECRET_ACCESS_KEY', '/JalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'],
    ['ANTHROPIC_AUTH_TOKEN', 'sk-ant-oat01-abc123'],
    ['MYSQL_PWD', 'hunter2hunter2'],
    ['POSTGRES_PASSWORD', 'correct-horse-battery-staple'],
    ['DB_PASSWORD_PROD', 'x7!kf#2q'],
    ['npm_config__authToken', 'npm_abcdef123456'],
    ['NPM_AUTH', 'dXNlcjpwYXNz'],
    ['deploy_secret', 'supersecretvalue'],
    ['GITLAB_PAT', 'glpat-1234567890abcdef'],
    ['AWS_CREDENTIALS', 'aKey:aSecret1'],
    ['PIN_SECRET', '1234567890123456'],
  ])('finds %s=%s', (name, value) => {
    expect(findSecrets({ [name]: `${value}\n` })).toEqual([{ name, value }]);
  });

  it.each([
    ['a password, as written and as meant', 'postgres://app:s3cr%40t-pw@db/x', ['s3cr%40t-pw', 's3cr@t-pw']],
    ['a token instead of a user', 'https://ghp_16C7e42F292c6912E7@github.com/x', ['ghp_16C7e42F292c6912E7']],
    ['one of several URLs', 'nats://a:one1one1@x,nats://b:two2two2@y', ['one1one1', 'two2two2']],
    ['not a user', 'ssh://git@github.com/x', []],
    ['not a common word', 'postgres://postgres:postgres@localhost', []],
  ])('finds in URLs %s', (_, value, found) => {
    expect(findSecrets({ ANY_NAME: value })).toEqual(
      found.map((secret) => ({ name: 'ANY_NAME', value: secret })),
    );
  });
});

describe('webhooks', () => {
  it.each([
    [
      'the path, and its long parts',
      'https://hooks.slack.com/services/T00A1B2C3/B01/wX9yZ8aB7cD6eF5g',
      ['/services/T00A1B2C3/B01/wX9yZ8aB7cD6eF5g', 'wX9yZ8aB7cD6eF5g'],
    ],
    ['a query', 'http://box:8080?key=abcd1234efgh', ['?key=abcd1234efgh', 'abcd1234efgh']],
    ['a topic of words only with its path', 'https://ntfy.sh/builds-of-anna', ['/builds-of-anna']],
    ['a password', 'https://me:s3cr3t-pw@box/x', ['s3cr3t-pw']],
    [
      'an address in a command',
      'curl -d @- "https://box/h/aB3dE5fG7hJ9"',
      ['/h/aB3dE5fG7hJ9', 'aB3dE5fG7hJ9'],
    ],
    ['no path of single words', 'http://localhost:3000/api/v1/notifications', []],
    ['no host', 'https://notify.example.org', []],
    ['no command', './notify.sh --to builds-of-anna', []],
  ])('finds %s', (_, value, found) => {
    expect(webhookSecrets('notify', value)).toEqual(
      found.map((secret) => ({ name: 'notify', value: secret })),
    );
  });
});
