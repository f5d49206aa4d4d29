//! What comes out: one line a figure, and how two rates are held against each other.

use std::time::Instant;

/// How often ours and the reference take turns. A machine that others use too is slow for a while and fast again: only what was measured
/// a moment apart can be compared.
pub const ROUNDS: usize = 5;

/// Prints a figure: `name<TAB>value<TAB>unit`.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("{name}\t{}\t{unit}", short(value));
}

/// Prints that a figure could not be had, and why.
pub fn absent(name: &str, why: &str) {
    println!("{name}\t-\t{why}");
}

/// What is going on, for whoever waits.
pub fn tell(what: &str) {
    eprintln!("measure: {what}");
}

/// Three digits that say something, and no more after the point than that.
fn short(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// Two rates, and their ratio, from all rounds.
pub struct Compared {
    pub ratio: f64,
    pub ours: f64,
    pub reference: f64,
    /// What the generator of the load took of the processor meanwhile. Near one core it would be the bottleneck.
    pub generators: [f64; 2],
}

impl Compared {
    /// Prints the ratio, and what it comes of.
    pub fn print(&self, name: &str, unit: &str) {
        print(name, self.ratio, "ratio");
        print(&format!("{name}.ours"), self.ours, unit);
        print(&format!("{name}.reference"), self.reference, unit);
    }

    pub fn print_generator(&self, name: &str) {
        for (whose, share) in ["generator", "reference.generator"].into_iter().zip(self.generators) {
            print(&format!("{name}.{whose}"), share, "share");
        }
    }
}

/// Measures both in turns. The ratio is the median of the rounds' own, so that a slow moment spoils one of them and not the figure.
pub async fn alternate(
    name: &str,
    rounds: usize,
    mut ours: impl AsyncFnMut() -> Result<f64, String>,
    mut reference: impl AsyncFnMut() -> Result<f64, String>,
) -> Result<Compared, String> {
    let (mut all, mut shares) = (Vec::new(), [Vec::new(), Vec::new()]);
    for round in 1..=rounds {
        let usage = Usage::begin();
        let mine = ours().await?;
        shares[0].push(usage.share());
        let usage = Usage::begin();
        let other = reference().await?;
        shares[1].push(usage.share());
        tell(&format!("{name}: round {round} of {rounds}: {} against {}", short(mine), short(other)));
        all.push((mine, other));
    }
    Ok(Compared {
        ratio: median(all.iter().map(|(ours, reference)| ours / reference)),
        ours: median(all.iter().map(|(ours, _)| *ours)),
        reference: median(all.iter().map(|(_, reference)| *reference)),
        generators: shares.map(median),
    })
}

pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value that this part of all values does not exceed.
pub fn quantile(values: impl IntoIterator<Item = f64>, part: f64) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * part).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(at - 1).copied().unwrap_or(f64::NAN)
}

/// What this process takes of the processor, all cores being 1.
pub struct Usage {
    began: Instant,
    seconds: f64,
}

impl Usage {
    pub fn begin() -> Self {
        Self { began: Instant::now(), seconds: own_seconds() }
    }

    pub fn share(&self) -> f64 {
        (own_seconds() - self.seconds) / self.began.elapsed().as_secs_f64() / cores() as f64
    }
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What the generator has used, which is one thread: to the nanosecond, since one that sleeps and wakes for each answer is seldom caught at
/// work by the ticks that fill proc_pid_stat(5).
fn own_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|spent| spent.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// What a process has used, in itself and in the kernel, from proc_pid_stat(5).
pub fn cpu_seconds(process: &str) -> f64 {
    /// `sysconf(_SC_CLK_TCK)`: 100 on every Linux there is.
    const TICKS: f64 = 100.0;
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name of the program, in brackets, may hold spaces.
    let fields: Vec<&str> = text.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS
}
