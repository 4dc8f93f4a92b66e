import type { SeededRandom } from '../seeded-random';
import { normalCdf } from '../stats/normal';

/** Where values between 0 and 1 lie dense. */
export type Parzen = { draw(random: SeededRandom): number; logDensity(unit: number): number };

type Bump = { centre: number; width: number; mass: number };

const mostDraws = 100;

/**
 * A density between 0 and 1 from the places of a few values (Parzen window, as in TPE): a normal bump cut to that range
 * at each, as wide as the gap to its farther neighbour, and a wide one in the middle for all that was not tried.
 */
export function parzen(units: readonly number[]): Parzen {
  const bumps = bumpsAt(units);
  return {
    draw(random) {
      const { centre, width } = bumps[random.int(bumps.length)]!;
      for (let draw = 0; draw < mostDraws; draw++) {
        const unit = centre + width * random.normal();
        if (unit >= 0 && unit <= 1) return unit;
      }
      return random.next();
    },
    logDensity(unit) {
      let sum = 0;
      for (const { centre, width, mass } of bumps) {
        const far = (unit - centre) / width;
        sum += Math.exp(-0.5 * far * far) / (width * mass);
      }
      return Math.log(sum / (bumps.length * Math.sqrt(2 * Math.PI)) + Number.MIN_VALUE);
    },
  };
}

function bumpsAt(units: readonly number[]): Bump[] {
  const narrowest = 1 / Math.min(100, 1 + units.length);
  const sorted = [...units].sort((a, b) => a - b);
  const bumps = sorted.map((centre, at) => {
    const gap = Math.max(centre - (sorted[at - 1] ?? 0), (sorted[at + 1] ?? 1) - centre);
    return bump(centre, Math.min(1, Math.max(narrowest, gap)));
  });
  return [bump(0.5, 1), ...bumps];
}

function bump(centre: number, width: number): Bump {
  return { centre, width, mass: normalCdf((1 - centre) / width) - normalCdf(-centre / width) };
}
