import { setTimeout as delay } from 'node:timers/promises';
import type { Transporter } from 'nodemailer';
import type { Mail, Mailer } from '../kernel/mailer.ts';

export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  readonly url: string;
  /** The sender, as `Name <address>` or an address alone. */
  readonly from: string;
}

export interface MailerOptions {
  /** Told why a message was not taken: codes only, never an address, a link or a password. */
  readonly report: (facts: MailFault) => void;
  /** Whole milliseconds a message may take; 8 000 when left out. */
  readonly sendMsMax?: number;
}

export interface MailFault {
  readonly code: string;
  readonly command: string;
  readonly responseCode: number;
}

const sendMsMax = 8_000;
const atOnceMax = 10;
const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;

/** A mailer over SMTP; without settings one that sends nothing. The library is loaded with the first message. */
export function createMailer(settings: MailSettings | null, options: MailerOptions): Mailer {
  if (settings === null) return { isConfigured: false, send: () => Promise.resolve(false) };
  let sending = 0;
  return {
    isConfigured: true,
    send: async (mail) => {
      if (sending >= atOnceMax) return refuse(options, faultOf({ code: 'TOO_MANY_AT_ONCE' }));
      sending += 1;
      try {
        await sendInTime(settings, mail, options.sendMsMax ?? sendMsMax);
        return true;
      } catch (error) {
        return refuse(options, faultOf(error));
      } finally {
        sending -= 1;
      }
    },
  };
}

function refuse({ report }: MailerOptions, fault: MailFault): false {
  report(fault);
  return false;
}

async function sendInTime(settings: MailSettings, mail: Mail, msMax: number): Promise<void> {
  const transport = await connectTo(settings, msMax);
  const end = new AbortController();
  const late = delay(msMax, undefined, { signal: end.signal, ref: false }).then(
    () => Promise.reject(Object.assign(new Error('mail timed out'), { code: 'ETIMEDOUT' })),
    () => undefined,
  );
  try {
    // An address object, because text would be read as a list of addresses.
    const to = { name: '', address: mail.to };
    const sent = transport.sendMail({ from: settings.from, to, subject: mail.subject, text: mail.text });
    await Promise.race([sent, late]);
  } finally {
    end.abort();
    transport.close();
  }
}

/** Passwords go over TLS or not at all, unless the mail server is on this machine. */
async function connectTo(settings: MailSettings, msMax: number): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(settings.url);
  const hasLogin = username !== '';
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    secure: protocol === 'smtps:',
    ...(port === '' ? {} : { port: Number(port) }),
    ...(hasLogin ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    requireTLS: hasLogin && !loopback.test(hostname),
    connectionTimeout: msMax,
    greetingTimeout: msMax,
    socketTimeout: msMax,
    dnsTimeout: msMax,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Keeps the codes of a failure and drops its text, which may repeat addresses and what the server said about them. */
function faultOf(error: unknown): MailFault {
  const facts: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {};
  const word = (value: unknown): string => (typeof value === 'string' && /^[A-Z_ ]{1,30}$/.test(value) ? value : '');
  const { responseCode } = facts;
  return { code: word(facts['code']), command: word(facts['command']), responseCode: typeof responseCode === 'number' ? responseCode : 0 };
}
