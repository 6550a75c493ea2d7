import { CircuitBreaker, CircuitBreakerOptions, CircuitListener, CircuitState } from './circuit-breaker.js';
import { Readmission } from '../bulkhead/readmission.js';

/** The circuits of one upstream, one per operation: a failing search does not stop the look-ups. */
export class CircuitBreakerRegistry {
  private readonly circuits = new Map<string, CircuitBreaker>();
  private readonly readmissions = new Map<string, Readmission>();

  /** @param maxConcurrency concurrent attempts of an operation in normal state */
  constructor(
    private readonly options: CircuitBreakerOptions,
    private readonly maxConcurrency: number,
    private readonly onChange: (
      circuit: CircuitBreaker,
      operation: string,
      ...change: Parameters<CircuitListener>
    ) => void,
  ) {}

  of(operation: string): CircuitBreaker {
    let circuit = this.circuits.get(operation);
    if (!circuit) {
      const created = new CircuitBreaker(this.options);
      created.onChange((state, previous) => {
        if (state.kind === 'closed') this.readmissions.set(operation, new Readmission(this.maxConcurrency));
        this.onChange(created, operation, state, previous);
      });
      this.circuits.set(operation, created);
      circuit = created;
    }
    return circuit;
  }

  /** Returns the limit of an operation after its circuit has closed; undefined in normal state. */
  readmissionOf(operation: string): Readmission | undefined {
    const readmission = this.readmissions.get(operation);
    if (readmission?.isOver) this.readmissions.delete(operation);
    return readmission?.isOver ? undefined : readmission;
  }

  /** Whether a call to one of the operations would be rejected now. */
  get isAnyOpen(): boolean {
    return [...this.circuits.values()].some(({ retryAfterMs }) => retryAfterMs > 0);
  }

  /** Returns the state of every circuit that was used so far, by operation. */
  states(): Record<string, CircuitState['kind']> {
    return Object.fromEntries([...this.circuits].map(([operation, circuit]) => [operation, kindOf(circuit)]));
  }
}

/**
 * Reports an open circuit as half-open when its next call would be admitted. The state of the circuit itself changes only
 * with that call.
 */
const kindOf = ({ state, retryAfterMs }: CircuitBreaker): CircuitState['kind'] =>
  state.kind === 'open' && retryAfterMs === 0 ? 'half-open' : state.kind;
