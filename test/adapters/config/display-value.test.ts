// What may be shown: no password or token of a NATS address.
import { expect, it } from 'vitest';
import { displayValue } from '../../../adapters/config/display-value.ts';

it.each([
  ['nats://host:4222', 'nats://host:4222'],
  ['nats://me:secret@host:4222', 'nats://me:***@host:4222'],
  ['nats://s3cr3t@host', 'nats://***@host'],
  ['nats://me:se:c@r/e,t@host', 'nats://me:***@host'],
  ['nats://a:x@h1, tls://y@h2,nats://h3', 'nats://a:***@h1, tls://***@h2,nats://h3'],
  ['me:secret@host', 'me:***@host'],
  ['', ''],
])('%s is shown as %s', (url, shown) => {
  expect(displayValue('nats_url', url)).toBe(shown);
});

it('other values are shown as they are', () => {
  expect(displayValue('model', 'a@b:c@d')).toBe('a@b:c@d');
  expect(displayValue('iterations', 3)).toBe(3);
  expect(displayValue('headless', false)).toBe(false);
});

it.each([
  ['https://hooks.slack.com/services/T0/x', 'https://hooks.slack.com/***'],
  ['http://me:pw@box:8080/x?token=y', 'http://box:8080/***'],
  ['https://box?key=x', 'https://box/***'],
  ['https://me:pw@box', 'https://box/***'],
  ['https://box', 'https://box'],
  ['https://box/', 'https://box/'],
  ['ftp://me:pw@box/x', 'ftp://box/***'],
  ['https:/box/secret', 'https:/box/***'],
  ['./notify.sh --loud', './notify.sh --loud'],
  ['', ''],
])('of notify %s, %s is shown', (notify, shown) => {
  expect(displayValue('notify', notify)).toBe(shown);
});
