"""From a cut to an e-mail that is worth opening, and no second one."""

from tests.integration.alerts.stage import Stage
from tests.unit.alerts.builders import cut, total


async def test_a_broken_rule_opens_an_episode_and_mails_once(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(total(350, 590, 10), cut())
        (mail,) = await stage.mail(1)
        assert mail["Subject"] == (
            "[Oversight] Opened: Priority 2 response within target has fallen - "
            "58.3% (limit 65%), West Midlands Police, force"
        )
        listed = (await client.get("/v1/alerts")).json()["alerts"]
        assert [each["id"] for each in listed] == [mail["X-Oversight-Episode"]]
        (fact,) = await stage.published(1)
        assert (fact.transition, fact.numerator, fact.denominator) == ("opened", 350, 600)
