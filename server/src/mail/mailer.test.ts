import { afterEach, describe, expect, it } from 'vitest';
import { mailBox, silentServer } from '../../test/mail-box.ts';
import type { MailBox, MailBoxOptions } from '../../test/mail-box.ts';
import { createMailer } from './index.ts';
import type { MailFault } from './mailer.ts';

const from = 'Forgeyard <forgeyard@example.test>';
const mail = { to: 'ana@example.test', subject: 'Größe', text: 'Line one: äöü\n\nhttps://example.test/x?y=1&z=' + 'a'.repeat(100) + '\n' };

describe('mail', () => {
  const boxes: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(boxes.splice(0).map((box) => box.close()));
  });
  const box = async (options?: MailBoxOptions): Promise<MailBox> => {
    const made = await mailBox(options);
    boxes.push(made);
    return made;
  };
  const mailerTo = (url: string, sendMsMax?: number) => {
    const faults: MailFault[] = [];
    const report = (fault: MailFault): void => void faults.push(fault);
    return { faults, mailer: createMailer({ url, from }, { report, ...(sendMsMax === undefined ? {} : { sendMsMax }) }) };
  };

  it('arrives as plain text, with its links in one piece', async () => {
    const here = await box();
    const { mailer, faults } = mailerTo(here.url);
    expect([mailer.isConfigured, await mailer.send(mail), faults]).toEqual([true, true, []]);
    const received = await here.next();
    expect(received).toMatchObject({ from: 'forgeyard@example.test', to: ['ana@example.test'], subject: mail.subject, text: mail.text });
    expect(received.raw).toMatch(/^Content-Type: text\/plain; charset=utf-8/im);
  });

  it('signs in where the server asks for it, also with a password that an address cannot hold as it is', async () => {
    const here = await box({ login: { user: 'post@example.test', pass: 'p@ss:w/rd' } });
    const withLogin = here.url.replace('//', `//${encodeURIComponent('post@example.test')}:${encodeURIComponent('p@ss:w/rd')}@`);
    expect(await mailerTo(withLogin).mailer.send(mail)).toBe(true);
    const wrong = mailerTo(here.url.replace('//', '//post:wrong-canary@'));
    expect(await wrong.mailer.send(mail)).toBe(false);
    expect(wrong.faults).toMatchObject([{ code: 'EAUTH', responseCode: 535 }]);
    expect(JSON.stringify(wrong.faults)).not.toMatch(/canary|example/);
  });

  it('is false, with codes and nothing else, when the server refuses', async () => {
    const { mailer, faults } = mailerTo((await box({ refuseCode: 552 })).url);
    expect(await mailer.send(mail)).toBe(false);
    expect(faults).toEqual([{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 552 }]);
  });

  it('is false when nobody listens', async () => {
    const here = await box();
    await here.close();
    boxes.length = 0;
    const { mailer, faults } = mailerTo(here.url);
    expect(await mailer.send(mail)).toBe(false);
    expect(faults).toHaveLength(1);
  });

  it('gives up in time on a server that says nothing', async () => {
    const silent = await silentServer();
    boxes.push(silent);
    const { mailer, faults } = mailerTo(silent.url, 200);
    expect(await mailer.send(mail)).toBe(false);
    expect(faults[0]?.code).toMatch(/^E/);
  });

  it('refuses more than ten at once instead of piling up', async () => {
    const silent = await silentServer();
    boxes.push(silent);
    const { mailer, faults } = mailerTo(silent.url, 300);
    expect(await Promise.all(Array.from({ length: 12 }, () => mailer.send(mail)))).toEqual(Array.from({ length: 12 }, () => false));
    expect(faults.filter((fault) => fault.code === 'TOO_MANY_AT_ONCE')).toHaveLength(2);
  });

  it('an address is one address, whatever it contains', async () => {
    const here = await box();
    const { mailer } = mailerTo(here.url);
    await mailer.send({ ...mail, to: 'a@x.test, b@y.test' });
    await mailer.send({ ...mail, to: 'a@x.test', subject: 'x\r\nBcc: b@y.test' });
    for (const received of here.received) {
      expect(received.to).toHaveLength(1);
      expect(received.raw).not.toMatch(/^Bcc:/im);
    }
    expect(here.received.flatMap((one) => one.to)).not.toContain('b@y.test');
  });

  it('without settings it sends nothing', async () => {
    const mailer = createMailer(null, { report: () => undefined });
    expect([mailer.isConfigured, await mailer.send(mail)]).toEqual([false, false]);
  });

  it('a password goes to another machine over TLS or not at all', async () => {
    const here = await box({ login: { user: 'u', pass: 'p' } });
    // This machine by an address that the mailer takes for another machine's; the server offers no TLS.
    const { mailer, faults } = mailerTo(here.url.replace('//127.0.0.1', '//u:p@0.0.0.0'), 1_000);
    expect(await mailer.send(mail)).toBe(false);
    expect(faults).toMatchObject([{ command: 'STARTTLS' }]);
    expect(here.received).toEqual([]);
  });
});
