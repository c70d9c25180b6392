"""One small course in plain words, in English and with a Spanish translation, in which no rule finds a fault."""

import datetime as dt

from lms.content.model import Fact

FACTS = {
    "lowest-rate": Fact(
        "lowest-rate",
        "The lowest rate is $7.25 an hour.",
        "the United States",
        "29 USC 206",
        dt.date(2026, 5, 5),
        dt.date(2027, 1, 31),
        "instructor",
    )
}

LESSON = """\
---
title: Bread for the kitchen
minutes: 15
words:
  dough: flour and water, mixed to a soft lump
  proof: to let the dough rest until it is twice as big
---

By the end you can mix bread and say when it is ready. You can use this in the kitchen here and in a job later.

## Mix the parts

**Dough** is flour and water, mixed to a soft lump. You mix it in a bowl with your hands or a spoon.

1. Wash your hands and dry them well.
2. Put 2 cups of flour in the bowl.
3. Add 1 cup of warm water and stir.
4. Press it with both hands until it holds.

Joan works in the kitchen. She mixes 4 cups of flour with 2 cups of water. Her lump is soft and does not stick.

![Drawing of a bowl with a soft round lump of dough inside.](media/bowl.webp)

## Let it rest

You **proof** it next. That means you let it rest under a cloth. Warm air helps it grow.

In a cold room it takes more time, so look at it now and then.

| What you see | What you do |
|---|---|
| It is as big as before | Wait a little more |
| It is twice as big | Bake it |

```check
? Ines looks at her bowl. The lump is as big as before. What does she do? {#wait}
( ) She bakes it at once
> Not quite. It can look ready, but it is still heavy inside.
(x) She waits a little more
> Yes. It needs more time to grow.
( ) She adds a lot of salt
> Not quite. Salt gives taste, but it slows the growth.
```

## Bake it

The oven is hot, so you wear thick gloves. The pan goes in the middle. After 30 minutes you knock on the bread.

If it sounds hollow, it is done.

After release, you can bake at home with the same steps. Many shops ask for people who can bake.

You may find that the first bread is flat. That is normal. The next one is better, as your hands learn what to feel.

## In short

- Mix flour and water until they hold.
- Let the lump rest until it is twice as big.
- Bake it until it sounds hollow.

## Try it

Tell a friend the steps for your bread, from the bowl to the oven. Use your hands to show how you press it.
"""

QUIZ = """\
---
draw: 4
shuffle: true
feedback: each
---

? Joan has 4 cups of flour. How many cups of water does she add? {#water}
= 2
> 4 ÷ 2 = 2 cups.

? Put the steps in order. {#steps}
1) Mix
2) Rest
3) Bake

? When is the bread done? {#done}
( ) When it smells of smoke
> Not quite. Smoke means that it burns. See lesson 1.
(x) When it sounds hollow
> Yes. A hollow sound says that it is baked.
( ) When the cloth is dry
> Not quite. The cloth is for the rest before. See lesson 1.

? Warm air helps the dough grow. {#warm}
(x) True
> Yes. It grows faster where it is warm.
( ) False
> Not quite. Cold air slows it down. See lesson 1.

? What do you wear at the oven? {#gloves}
Joan takes the pan out.
[x] Thick gloves
> Yes. They keep her hands safe.
[ ] A wet cloth
> Not quite. Wet cloth lets the heat through. See lesson 1.

? What is the soft lump called? {#lump}
= dough
! It starts with a d.
"""

PRACTICAL = """\
---
tier: T1
minutes: 30
materials: a bowl, flour, water
---
Mix a small bread and show each step to your mentor.

## Criteria

- Washes her hands
- Mixes until it holds
- ★ Puts on gloves at the oven
- Says when the bread is done
"""

ES_LESSON = """\
---
title: Pan para la cocina
words:
  masa: harina y agua, mezcladas en una bola blanda
  reposo: el tiempo en que la masa crece
---

Al final usted puede mezclar pan y decir cuándo está listo. Esto le sirve en la cocina de aquí y en un trabajo después.

## Mezcle las partes

La **masa** es harina y agua, mezcladas en una bola blanda. Usted la mezcla con las manos o con una cuchara.

1. Lave sus manos y seque bien cada dedo.
2. Ponga 2 tazas de harina en la olla.
3. Eche 1 taza de agua tibia y mueva.
4. Apriete con las manos hasta que la bola quede unida.

Rosa trabaja en la cocina. Ella pone 4 tazas de harina y 2 tazas de agua. Su bola queda suave y no se pega.

![Dibujo de una olla con una bola suave de masa dentro.](media/bowl.webp)

## Deje que crezca

Ahora viene el **reposo**. La bola queda bajo un paño y crece. El aire tibio la ayuda.

En un cuarto frío pide más tiempo, y usted la mira de vez en vez.

| Lo que usted ve | Lo que usted hace |
|---|---|
| Está igual que antes | Espere un poco más |
| Es el doble de grande | Póngala al horno |

```check
? Inés mira su olla. La bola está igual que antes. ¿Qué hace ella? {#wait}
( ) La pone al horno ya
> No del todo. Parece lista, pero aún pesa mucho por dentro.
(x) Espera un poco más
> Sí. Le falta tiempo para crecer.
( ) Le echa mucha sal
> No del todo. La sal da sabor, pero la frena.
```

## Al horno

El horno quema, así que use guantes. La bola va en el medio. A los 30 minutos toque el pan con el dedo.

Si suena a hueco, ya está listo.

En casa usted puede hacer pan con los mismos pasos. Muchas tiendas buscan gente que sepa hacer pan. Este oficio da de comer.

Tal vez su primer pan queda bajo. Eso es normal. El otro sale mejor, pues sus manos ya saben qué buscar.

## En resumen

- Mezcle harina y agua hasta que la bola quede unida.
- Deje que la bola crezca hasta el doble.
- Deje el pan en el horno hasta que suene a hueco.

## Haga la prueba

Diga a una amiga los pasos de su pan, de la olla al horno. Use las manos para mostrar cómo lo aprieta.
"""

ES_QUIZ = """\
? Rosa tiene 4 tazas de harina. ¿Cuántas tazas de agua pone? {#water}
= 2
> 4 ÷ 2 = 2 tazas.

? Ponga los pasos en orden. {#steps}
1) Mezclar
2) Dejar crecer
3) Al horno

? ¿Cuándo está listo el pan? {#done}
( ) Cuando huele a humo
> No del todo. El humo dice que se quema. Vea la lección 1.
(x) Cuando suena a hueco
> Sí. Ese sonido dice que está listo.
( ) Cuando seca el paño
> No del todo. El paño es para antes. Vea la lección 1.

? El aire tibio ayuda a la masa. {#warm}
(x) Verdadero
> Sí. Crece más rápido donde hay calor.
( ) Falso
> Todavía no. El frío la frena. Vea la lección 1.

? ¿Qué usa usted en el horno? {#gloves}
Rosa saca el pan.
[x] Guantes
> Sí. Cuidan sus manos.
[ ] Un paño mojado
> No del todo. El calor pasa por un paño mojado. Vea la lección 1.
"""

ES_PRACTICAL = """\
Haga un pan pequeño y muestre cada paso a su mentor.

## Criterios

- Lava sus manos
- Mezcla hasta que la bola quede unida
- ★ Usa guantes en el horno
- Dice cuándo está listo el pan
"""


def plain() -> dict[str, bytes]:
    """Give the files of the course."""
    texts = {
        "course.md": "---\ntitle: Bread\nsummary: Bake a bread.\nlanguage: en\n---\nYou learn to bake.\n",
        "1-bread/module.md": "---\ntitle: Bread\nrecall: 0\n---\nYou can bake a bread at the end.\n",
        "1-bread/1-dough.md": LESSON,
        "1-bread/quiz.md": QUIZ,
        "1-bread/practical.md": PRACTICAL,
        "es/course.md": "---\ntitle: Pan\nsummary: Haga pan.\nlanguage: es\n---\nUsted aprende a hacer pan.\n",
        "es/1-bread/1-dough.md": ES_LESSON,
        "es/1-bread/quiz.md": ES_QUIZ,
        "es/1-bread/practical.md": ES_PRACTICAL,
    }
    return {path: text.encode() for path, text in texts.items()}
