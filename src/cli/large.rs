//! How large the account of `--scenario large` is.

use clap::error::ErrorKind;
use clap::{Args, Error};

use crate::simulator::{Large, Scenario};

#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "With --scenario large")]
pub(super) struct LargeArgs {
    /// Recovery points, copies included; 100000 unless told.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    points: Option<u32>,
    /// Jobs of the last 30 days, of all three kinds; 20000 unless told.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    jobs: Option<u32>,
    /// Resources; 2000 unless told.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    resources: Option<u32>,
    /// Vaults; 50 unless told. One in ten is in a second Region.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=300))]
    vaults: Option<u32>,
}

impl LargeArgs {
    /// The scenario in the size asked for; one that has a size of its own takes no other.
    pub(super) fn size(self, scenario: Scenario) -> Result<Scenario, Error> {
        let Self { points, jobs, resources, vaults } = self;
        if let Scenario::Large(large) = scenario {
            return Ok(Scenario::Large(Large {
                points: points.unwrap_or(large.points),
                jobs: jobs.unwrap_or(large.jobs),
                resources: resources.unwrap_or(large.resources),
                vaults: vaults.unwrap_or(large.vaults),
            }));
        }
        let given = [("points", points), ("jobs", jobs), ("resources", resources), ("vaults", vaults)];
        match given.iter().find(|(_, value)| value.is_some()) {
            Some((flag, _)) => {
                let why = format!(
                    "--{flag} sizes the account of `--scenario large`; {scenario} has a size of its own\n"
                );
                Err(Error::raw(ErrorKind::ArgumentConflict, why))
            }
            None => Ok(scenario),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_for_the_large_account_only() {
        let args = LargeArgs { points: Some(7), ..LargeArgs::default() };
        let large = Scenario::Large(Large::default());
        assert_eq!(args.size(large).unwrap(), Scenario::Large(Large { points: 7, ..Large::default() }));
        let refused = args.size(Scenario::Demo).unwrap_err();
        assert_eq!(refused.exit_code(), 2);
        assert!(
            refused.to_string().contains("--points") && refused.to_string().contains("demo"),
            "{refused}"
        );
        assert!(LargeArgs::default().size(Scenario::Demo).is_ok());
    }
}
