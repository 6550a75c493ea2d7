import { seconds } from '../../time/durations.js';
import { SupervisorMessage, WorkerMessage } from './worker-messages.js';

/** Longer than the parent's timeout for reports. */
const SCRAPE_TIMEOUT_MS = seconds(3);

type Orders = Exclude<SupervisorMessage['order'], 'expose'>;

/** Channel from a worker to its parent process. */
export class Parent {
  private readonly scrapes = new Map<number, (text: string) => void>();
  private lastScrape = 0;

  /** @param onOrder called for every order */
  constructor(onOrder: (order: Orders) => void) {
    process.on('message', (message: SupervisorMessage) => {
      if (message.order === 'expose') this.scrapes.get(message.scrape)?.(message.text);
      else onOrder(message.order);
    });
  }

  /** Resolves when the message has left this process. The process may exit after that. */
  send(message: WorkerMessage): Promise<void> {
    return new Promise((resolve) => {
      if (process.send) process.send(message, undefined, undefined, () => resolve());
      else resolve();
    });
  }

  /** Returns the merged metrics of all workers. @throws Error if the parent does not respond */
  async metricsOfAll(): Promise<string> {
    const scrape = (this.lastScrape += 1);
    try {
      return await new Promise<string>((resolve, reject) => {
        setTimeout(() => reject(new Error('The parent process did not respond')), SCRAPE_TIMEOUT_MS).unref();
        this.scrapes.set(scrape, resolve);
        void this.send({ word: 'scrape', scrape });
      });
    } finally {
      this.scrapes.delete(scrape);
    }
  }
}
