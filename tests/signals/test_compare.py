import pytest

from signals.compare.labels import alike, compare_lines, label
from turfwatch.types import Claim


def claim(text: str, audience: str | None = None) -> Claim:
    return Claim("capability", text, 0, len(text), audience=audience)


CASES = {
    "same_claim": [
        ("Door codes, that expire", "Door codes that expire"),
        ("Check-in at the kiosk", "Check in at the kiosk"),
        ("Your member list & their bookings", "Your member list and their bookings."),
        ("Lend tools, games and more", "Lend tools, games, and more"),
        ("We don't sell recipes", "We do not sell recipes."),
        ("Loomery.io keeps an audit trail", "Loomery keeps an audit trail"),
        ("You'll be told by mail", "You will be told by mail"),
        ("Sign in with your bakerys account", "Sign in with your bakery's account"),
        ("Zero downtime deploys", "Zero-downtime deploys."),
        ("Share reports with the whole crew", "share reports with your whole crew!"),
        ("Roll outs & rollbacks", "Rollouts and rollbacks"),
        ("Passwords are encryted on your device", "Passwords are encrypted on your device"),
        ("Organise your colour swatches", "Organize your color swatches"),
        ("Schedule a shift change", "Schedule shift changes"),
        ("5 seats", "five seats"),
        ("1,000 scans", "1000 scans"),
        ("$2879.2", "$2879.20"),
        ("Plays in the US", "Plays in the US."),
    ],
    "number_changed": [
        ("2% per ticket sold", "2% per order"),
        ("Free up to 50 members", "Free up to 80 members"),
        ("€9 per court and day", "€9 per court and week"),
        ("$12 a month, paid yearly", "$15 a month, paid monthly"),
        ("Logs are kept for a quarter", "Logs are kept for half a year"),
        ("Sends at most one mail a day", "Sends at most three mails a day"),
        ("$4 per sensor and month", "$4 per site and month"),
        ("One reading an hour", "One reading a minute"),
        ("From 50 sensors, 10% off", "From 50 sensors, 15% off"),
        ("€0.02 per reading", "€2 per hundred readings"),
        ("Photos are kept for ten years", "Photos are kept for ten months"),
        ("Up to 3 crews", "Up to 5 crews"),
        ("$18 per loom and month", "$18 per loom and week"),
        ("€2 per million scans", "€2 per 100,000 scans"),
        ("From €40 a month, billed yearly", "From €480 a year"),
        ("3 free scans each month", "3 free scans each week"),
        ("Recipes are synced hourly", "Recipes are synced every five minutes"),
        ("Checks ledgers once per minute", "Checks ledgers every 10 seconds"),
        ("$18 per seat per month", "$22 per seat per month"),
        ("Logs kept for 14 days", "Logs kept for 14 weeks"),
        ("From €3.99 per month", "From €3.99 per week"),
        ("From 3,90 € a month", "From 3,90 $ a month"),
        ("Audit log kept for 180 days", "Audit log kept for one year"),
        ("One workspace", "3 workspaces"),
        ("Checks every five minutes", "Checks every minute"),
        ("Single kitchen", "4 kitchens"),
        ("Billed monthly", "Billed yearly"),
        ("10k receipts", "25k receipts"),
        ("Billed per user", "Billed per company"),
        ("Close the month in days", "Close the month in hours"),
    ],
    "audience_changed": [
        ("Seat planning for wedding venues", "Seat planning for trade fairs"),
        ("Built for libraries that lend by post", "Built for libraries that lend tools"),
        ("A membership app for climbing gyms", "A membership app for swimming pools"),
        ("Bookkeeping a solo tutor can run", "Bookkeeping a music school can run"),
        ("Free for hobby growers", "Free for registered charities"),
        ("Parents see the pickup list", "Drivers see the pickup list"),
        ("The ticket desk theatres rely on", "The ticket desk football clubs rely on"),
        ("Tills for market stalls and food trucks", "Tills for department stores"),
        ("Made with village shops in mind", "Made with supermarket chains in mind"),
        ("Lets coaches see who trained", "Lets parents see who trained"),
        ("Trip logs for sales reps", "Trip logs for lorry drivers"),
        ("Accounting the way plumbers like it", "Accounting the way landlords like it"),
        ("A fridge monitor for pharmacies", "A fridge monitor for blood banks"),
        ("Inspectors fill in the checklist on a tablet.", "Tenants fill in the checklist on a tablet."),
        ("Gives site managers a daily photo", "Gives investors a daily photo"),
        ("Designed around the two-person studio", "Designed around large studios"),
        ("Harvest plans for vineyards under ten hectares", "Harvest plans for cooperatives"),
        ("Your kitchen sees every order as it comes in", "Your drivers see every order as it comes in"),
        ("Easy enough for grandparents", "Easy enough for children"),
        ("Exam rooms for universities", "Exam rooms for driving schools"),
        ("Free seats for teachers", "Free seats for students"),
        ("Trusted by volunteer fire brigades", "Trusted by airports"),
        ("A diary for dog walkers and cat sitters", "A diary for dog walkers"),
        ("Rota links for teams that bake", "Rota links for teams that deliver"),
        ("Loved by indie bakeries", "Loved by large hotels"),
        ("Technical writers use it daily", "Auditors use it daily"),
        (
            "We support solo bakers and small cafes with free ovens",
            "We support agencies and consultancies with free ovens",
        ),
        ("Rota planning for bakeries", "Rota planning for hospitals"),
        ("Made for independent wholesalers", "Made for independent wholesalers and their distributors"),
        ("Free for students", "Free for students and teachers"),
        ("Gives auditors a searchable log", "Gives team leads a searchable log"),
        ("Universities receive 30% off", "Charities receive 30% off"),
        ("Booking pages for small salons", "Booking pages for large salons"),
        ("Payroll for startups", "Payroll for startups and scale-ups"),
    ],
    "different_claim": [
        ("Ovrelia stores recordings in Oslo", "Ovrelia stores recordings in Virginia"),
        ("Borrowers choose the pickup point.", "The branch chooses the pickup point."),
        ("Reminders go out by text message.", "Reminders go out by post."),
        ("Late fees are off unless you switch them on.", "Late fees are on unless you switch them off."),
        ("Members can pause their plan.", "Members cannot pause their plan."),
        ("Waiting lists are in beta with three clubs.", "Waiting lists are live for everyone."),
        ("Track who entered the hall", "Track what was sold at the bar"),
        ("Print labels for returns", "Print labels for new arrivals"),
        ("Borrowlane plugs into Catalo.", "Borrowlane replaces Catalo."),
        ("Only you can open a sealed entry.", "Our support team can open a sealed entry."),
        ("Scan a card at the door", "Print a card at the desk"),
        ("Kiosk mode works today.", "Kiosk mode is planned for the spring."),
        ("The crew marks a job as done.", "The customer marks a job as done."),
        ("Photos upload over wi-fi.", "Photos upload over mobile data."),
        ("We never see your card number.", "We store your card number."),
        ("Tolva reads meters from a photo.", "Tolva reads meters by radio."),
        ("Sensors run on batteries.", "Sensors run on mains power."),
        ("Sensors need a gateway.", "Sensors work without a gateway."),
        ("Fines go to the borrower.", "Fines go to the library."),
        ("Old readings are archived.", "Old readings are deleted."),
        ("Send offers by post", "Receive offers by post"),
        ("The Home plan has two sensors.", "The Farm plan has two sensors."),
        ("Maps are drawn by our team.", "Maps are drawn by satellite."),
        ("Alarms go to the night nurse first.", "Alarms go to the ward first."),
        ("Leak alarms are part of every plan.", "Leak alarms are sold separately."),
        ("Export of readings is coming in May.", "Export of readings is available."),
        ("We charge for guests", "We never charge for guests"),
        ("Corvane charges for ovens; we do not.", "We charge for ovens; Corvane does not."),
        ("Nurses call porters", "Porters call nurses"),
        ("Loomery runs on Corvane servers in Malmo", "Loomery runs on Belmora Cloud"),
        ("Crew plan: rota exports", "Solo plan: rota exports"),
        ("The Lite plan has no ads", "The Plus plan has no ads"),
        ("Migrate from Tallybook in a day", "Migrate to Tallybook in a day"),
        ("Screen tenants before the viewing", "Screen contractors before the viewing"),
        ("Shared ovens (preview)", "Shared ovens"),
        ("Automate invoice approvals", "Automate candidate approvals"),
        ("We charge per open job", "We don't charge per open job"),
        ("Your traffic passes through our relays", "Your traffic never passes through our relays"),
        ("We bill by seats, never by users", "We bill by users, never by seats"),
        ("Import flags from Harborlight", "Export flags to Harborlight"),
        ("Automate user provisioning", "Automate user deprovisioning"),
        ("Flow logs come with Anchor", "Flow logs come with Mainsail"),
        ("Target users by country", "Target servers by country"),
        ("Kiosk mode is coming soon", "Kiosk mode is generally available"),
        ("Hafenwolke charges for egress", "Nimbarra charges for egress"),
        ("Loomery is faster than Tallybook", "Tallybook is faster than Loomery"),
        ("Recipes scale to any batch size", "Pay suppliers by bank transfer"),
    ],
    "stronger": [
        ("Most refunds are handled the same day.", "Every refund is handled the same day."),
        ("Sends a reminder before the loan ends", "Sends reminders before and after the loan ends"),
        ("Court lights can save energy.", "Court lights save energy."),
        ("Sync members nightly", "Sync members as they change"),
        ("Works on iPads", "Works on every tablet"),
        ("A calmer front desk", "The calmest front desk in town"),
        ("We try to answer on weekends too.", "We answer on weekends too."),
        ("Fewer no-shows", "No more no-shows"),
        ("See which lockers are free", "See and open the lockers that are free"),
        ("Accepts cards", "Accepts cards, cash and vouchers"),
        ("Reports by email", "Reports by email, as PDF and in the app"),
        ("Alarms reach you by text message", "Alarms reach you by text message and phone call"),
        ("Readings are usually exact.", "Readings are always exact."),
        ("Keeps a year of readings", "Keeps every reading you ever took"),
        ("Quotes in an hour", "Quotes while the customer waits"),
        ("We aim to ship sensors within two days.", "Sensors ship within two days, guaranteed."),
        ("Good for small jobs", "Good for jobs of any size"),
        ("Detects leaks", "Detects leaks and shuts off the water"),
        ("Route planning that saves fuel", "Route planning that saves fuel, time and tyres"),
        ("Support in business hours", "Support around the clock"),
        (
            "Build rotas with our phone app and our planner",
            "Build rotas with our API, our phone app and our planner",
        ),
        ("We check your ovens from all regions", "We check your ovens every 60 seconds from all regions"),
        ("Live captions in English", "Live captions in 30 languages"),
        ("Helps you find the batch that failed", "Find the batch that failed"),
        ("Loomery may shorten your release cycle", "Loomery shortens your release cycle"),
        ("Invoicing for freelancers", "The #1 invoicing app for freelancers"),
        ("An easy way to plan rotas", "The easiest way to plan rotas"),
        ("Works with Tallybook", "Works with Tallybook and Grainsheet"),
        ("Dashboards on the Crew plan", "Dashboards on all plans"),
        ("Suppression is checked for most sends", "Suppression is checked for every send"),
        ("Flags risky devices", "Blocks risky devices"),
    ],
    "weaker": [
        ("Seats are held for good.", "Seats are held for a while."),
        ("Fully automatic lending", "Partly automatic lending"),
        ("Every branch sees the stock.", "The main branch sees the stock."),
        ("Kiosk support in all languages", "Kiosk support in the major languages"),
        ("Doors open instantly.", "Doors open after a moment."),
        ("The smartest seat map", "A smart seat map"),
        ("Replaces your till", "Works beside your till"),
        ("Answers every review", "Answers some reviews"),
        ("Tells you who borrowed what, and when", "Tells you who borrowed what"),
        ("Crews love it.", "Most crews like it."),
        ("Every photo is checked by a person.", "Some photos are checked by a person."),
        ("Sensors never need calibration.", "Sensors seldom need calibration."),
        ("Unlimited photos per job", "Up to 20 photos per job"),
        ("Finds the fastest route", "Finds a good route"),
        ("Guaranteed delivery in two days", "Delivery in about two days"),
        ("Works with all heat pumps", "Works with many heat pumps"),
        ("We will refund you without questions.", "We may refund you."),
        ("The only meter app with maps", "A meter app with maps"),
        ("Lifetime warranty", "Five-year warranty"),
        ("Free spare parts for good", "Free spare parts in the first year"),
        ("The open-source rota planner bakeries trust", "The rota planner bakeries trust"),
        ("Never stores recipes", "Stores recipes only with consent"),
        ("Eliminates paperwork", "Reduces paperwork"),
        ("Recipes are kept forever", "Recipes are kept as long as you have a paid plan"),
        ("The only rota tool with blind swaps", "A rota tool with blind swaps"),
        ("Syncs notes, attachments and history", "Syncs notes and history"),
        ("Always delivers within the day", "Usually delivers within the day"),
        ("Rollbacks are instant", "Rollbacks are fast"),
        ("Unlimited subnets", "Multiple subnets"),
        ("Cuts waste by 40%", "Cuts waste by up to 40%"),
    ],
    "reworded_same": [
        ("Members book courts from their phone.", "Courts are booked by members on a phone."),
        ("No paper forms", "Paper forms are a thing of the past"),
        ("You see at once which seats are taken.", "Occupied seats are visible immediately."),
        ("Refunds take two clicks.", "Give money back with two clicks."),
        ("Each trainer keeps a calendar of their own.", "Every coach has a separate calendar."),
        ("Door locks keep working when the power fails.", "A power cut doesn't stop the door locks."),
        ("We answer within one working day.", "You get a reply in one business day."),
        ("Import your members from a spreadsheet", "Bring members over from Excel"),
        ("Prices don't go up when you grow.", "Growing doesn't make it dearer."),
        ("Ask a question, get a chart", "Charts in answer to your questions"),
        ("Parents are told when the bus is late.", "If the bus is delayed, parents get a message."),
        ("Crews clock in with a tap.", "One tap and the crew is clocked in."),
        ("Photos are sorted by room on their own.", "Room by room, your pictures sort themselves."),
        ("You don't need a gateway.", "Sensors talk to us directly, no gateway in between."),
        ("The battery lasts for years.", "Years go by before you change a battery."),
        ("Quotes in your customer's language", "Customers read their quote in their own language."),
        (
            "Send the invoice before you leave the driveway",
            "Bill the job while you are still in the driveway",
        ),
        ("No more lost keys", "Keys don't get lost any more."),
        ("Add a photo to any job.", "Any job can have a picture."),
        ("Readings stay in your country.", "We do not move readings abroad."),
        ("Switch plans whenever you want.", "You can change your plan at any time."),
        ("It takes an hour to learn.", "Learn it in an hour."),
        ("Every job has one owner.", "There is exactly one person responsible for each job."),
        ("Tenants report damage with a photo.", "Damage reports come with a photo from the tenant."),
        ("No set-up fee", "Set-up is free"),
        ("An oven log is not required", "No oven log needed"),
        ("We support exports from 28 ovens", "Loomery exports from 28 ovens"),
        ("Recipes never leave your bakery", "Recipes stay in your bakery"),
        (
            "Works with Tallybook, Grainsheet, Mapledesk and Corvane",
            "Works with Tallybook, Grainsheet, Oakdesk and Corvane",
        ),
        ("Link Maple ID, Corvane and Grainsheet", "Link Oakdesk One, Corvane and Grainsheet"),
        (
            "Every intake tool asks the baker to confirm before it changes a recipe or an order",
            "Every kitchen tool asks the baker to confirm before it changes a recipe or an order",
        ),
        ("Single sign-on for private apps", "SSO for private apps"),
        ("Screen, interview and hire people", "Interview, screen and hire people"),
        ("Quick set-up for new shops", "Fast setup for new stores"),
        ("Accounts receivable automation", "AR automation"),
        ("A clean, distraction-free editor", "A clean editor without distractions"),
        ("The easiest way to send invoices", "The simplest way of sending invoices"),
        ("Deploy from the CLI or via git", "Deploy via git or from the command line"),
        ("Every branch gets its own preview address", "A separate preview URL for each branch"),
    ],
}


@pytest.mark.parametrize(
    ("a", "b", "expected"), [(a, b, name) for name, pairs in CASES.items() for a, b in pairs]
)
def test_label(a: str, b: str, expected: str) -> None:
    assert label(claim(a), claim(b)) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("You can export to CSV", "Export to CSV"),  # ability, not a hedge
        ("Reports can be exported", "Reports are exported"),
        ("10 projects", "Up to 10 projects"),  # a limit either way
        ("All your mail in one place", "Your mail in one place"),  # the reader's own data
    ],
)
def test_what_only_looks_like_force_is_none(a: str, b: str) -> None:
    assert label(claim(a), claim(b)) in {"same_claim", "reworded_same"}


def test_part_of_a_name_is_no_quantity() -> None:
    assert label(claim("SOC 2 certified"), claim("SOC 2 and ISO 27001 certified")) == "stronger"


def test_audience_slot_is_believed() -> None:
    a, b = "Rosters that glassblowers read", "Rosters that foundries read"
    assert label(claim(a, "glassblowers"), claim(b, "foundries")) == "audience_changed"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The simplest rota planner for bakeries", "The easiest way to plan rotas in bakeries"),
        ("Encrypted backups every night", "Backups are encrypted every night"),
        ("Single sign-on on all plans", "All plans include SSO"),
        (
            "Rota planning for bakeries",
            "Loafwork is rota planning for bakeries that open early and close late",
        ),
    ],
)
def test_alike(a: str, b: str) -> None:
    assert alike(claim(a), claim(b))
    assert alike(claim(b), claim(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rota planning for bakeries", "Bakeries love fresh flour"),
        ("Automate invoice approvals", "Automate candidate approvals"),
        ("Encrypted backups every night", "Restore a backup by hand"),
        ("Works offline", "Never works offline"),
        ("$5", "€14"),
        ("", "Rota planning for bakeries"),
        (
            "Tenant and landlord letters stay in the city you choose",
            "Agencies, banks and courts answer tenants and landlords with Loomery, "
            "and keep tenant and landlord letters in their own city",
        ),
    ],
)
def test_not_alike(a: str, b: str) -> None:
    assert not alike(claim(a), claim(b))
    assert not alike(claim(b), claim(a))


def test_compare_lines_keeps_ids_and_order() -> None:
    rows: list[dict[str, object]] = [
        {"id": "x", "a": "5 seats", "b": "6 seats"},
        {"id": 7, "a": "Audit log", "b": "Audit log."},
    ]
    assert list(compare_lines(rows)) == [
        {"id": "x", "label": "number_changed"},
        {"id": 7, "label": "same_claim"},
    ]


def test_of_a_text_far_too_long_only_the_beginning_is_read() -> None:
    a, b = "rota " * 100_000, "rota " * 100_000 + "ledger"
    assert label(claim(a), claim(a)) == "same_claim"
    assert label(claim(a), claim(b)) != "same_claim"


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "9" * 100_000, "billion " * 5_000, "\x00", "²½", "($)%#"]
)
def test_any_text_has_a_label(text: str) -> None:
    assert label(claim(text), claim(text)) == "same_claim"
    assert label(claim(text), claim("Plan rotas for 5 bakeries"))
