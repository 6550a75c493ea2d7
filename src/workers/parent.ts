import { seconds } from '../durations.js';
import { SupervisorMessage, WorkerMessage } from './worker-messages.js';

/** Longer than the parent waits for the reports of the others. */
const SCRAPE_LIMIT_MS = seconds(3);

type Orders = Exclude<SupervisorMessage['order'], 'expose'>;

/** A worker's line to the process that started it. */
export class Parent {
  private readonly scrapes = new Map<number, (text: string) => void>();
  private lastScrape = 0;

  /** @param obey told of every order, from the very first */
  constructor(obey: (order: Orders) => void) {
    process.on('message', (message: SupervisorMessage) => {
      if (message.order === 'expose') this.scrapes.get(message.scrape)?.(message.text);
      else obey(message.order);
    });
  }

  /** Resolves when it has been handed over, so that a process may end after its last word. */
  tell(word: WorkerMessage): Promise<void> {
    return new Promise((resolve) => {
      if (process.send) process.send(word, undefined, undefined, () => resolve());
      else resolve();
    });
  }

  /** The metrics of all workers. @throws Error where the parent gives no answer */
  async metricsOfAll(): Promise<string> {
    const scrape = (this.lastScrape += 1);
    try {
      return await new Promise<string>((resolve, reject) => {
        setTimeout(() => reject(new Error('The parent process gave no answer')), SCRAPE_LIMIT_MS).unref();
        this.scrapes.set(scrape, resolve);
        void this.tell({ word: 'scrape', scrape });
      });
    } finally {
      this.scrapes.delete(scrape);
    }
  }
}
