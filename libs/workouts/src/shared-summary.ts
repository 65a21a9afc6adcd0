type TellsFtp = 'ftp' | 'intensityFactor' | 'trainingStressScore';

/** The FTP is a setting of the rider's. The other two give it away: it is NP ÷ IF, and NP × √(100 × hours ÷ TSS). */
const TELL_FTP: ReadonlySet<string> = new Set<TellsFtp>(['ftp', 'intensityFactor', 'trainingStressScore']);

/** A summary as it is shown to others than the rider. */
export function sharedSummary<Summary extends object>(summary: Summary): Omit<Summary, TellsFtp> {
  const shared = Object.entries(summary).filter(([field]) => !TELL_FTP.has(field));
  return Object.fromEntries(shared) as Omit<Summary, TellsFtp>;
}
