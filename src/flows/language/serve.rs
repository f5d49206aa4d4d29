//! Remembers the language in this browser.

use crate::flows::Never;
use crate::locale::Language;
use crate::server::answer::Stop;
use crate::server::visitor::Visit;
use crate::words::Page;

pub async fn set_language(visit: Visit, language: Language, page: String) -> Result<Page, Stop<Never>> {
    visit.speak(language);
    visit.keep_typed();
    Ok(Page::at(&page))
}
