import { CircuitBreaker, CircuitBreakerOptions, CircuitListener, CircuitState } from './circuit-breaker.js';

/** The circuits of one upstream, one for each operation: a search that fails does not take the look-ups down with it. */
export class CircuitBreakerRegistry {
  private readonly circuits = new Map<string, CircuitBreaker>();

  constructor(
    private readonly options: CircuitBreakerOptions,
    private readonly onChange: (operation: string, ...change: Parameters<CircuitListener>) => void,
  ) {}

  of(operation: string): CircuitBreaker {
    let circuit = this.circuits.get(operation);
    if (!circuit) {
      circuit = new CircuitBreaker(this.options);
      circuit.onChange((state, previous) => this.onChange(operation, state, previous));
      this.circuits.set(operation, circuit);
    }
    return circuit;
  }

  /** Whether a call to one of the operations would be rejected now. */
  get isAnyOpen(): boolean {
    return [...this.circuits.values()].some(({ retryAfterMs }) => retryAfterMs > 0);
  }

  /** The state of every circuit that was used so far, by operation. */
  states(): Record<string, CircuitState['kind']> {
    return Object.fromEntries([...this.circuits].map(([operation, circuit]) => [operation, kindOf(circuit)]));
  }
}

/** An open circuit whose time is over changes with the next call alone; whoever looks should see that it would be let through. */
const kindOf = ({ state, retryAfterMs }: CircuitBreaker): CircuitState['kind'] =>
  state.kind === 'open' && retryAfterMs === 0 ? 'half-open' : state.kind;
