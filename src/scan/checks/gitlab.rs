//! The checksum of `GitLab`'s routable tokens.

use super::checksum::base36;

/// The last seven characters are the CRC-32, in base 36, of the whole token before them, prefix included.
///
/// Source: `lib/authn/token_field/generator/routable_token.rb` of <https://gitlab.com/gitlab-org/gitlab>.
pub(super) fn routable(secret: &[u8]) -> bool {
    const CHECKSUM: usize = 7;
    let Some((body, checksum)) = secret.len().checked_sub(CHECKSUM).map(|at| secret.split_at(at)) else {
        return false;
    };
    body.contains(&b'.') && checksum == base36(crc32fast::hash(body), CHECKSUM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base36_as_ruby_writes_it() {
        assert_eq!(base36(0xcbf4_3926, 7), b"1kl8mjq");
        assert_eq!(base36(35, 7), b"000000z");
    }

    #[test]
    fn the_checksum_covers_the_prefix() {
        let body = "glpat-payload.01.0p";
        let checksum = base36(crc32fast::hash(body.as_bytes()), 7);
        let token = [body.as_bytes(), &checksum].concat();
        assert!(routable(&token));
        assert!(!routable(&token[2..]));
    }
}
